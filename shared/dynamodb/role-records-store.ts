import * as v from 'valibot';
import { Role } from '#shared/domain/role';
import type { NewId, Now } from '#shared/ports';
import type { RoleRecords } from '#shared/ports/role-records';
import { newEndingWrite } from './ending-writes.ts';
import { eventWrite } from './events.ts';
import { indexKeys } from './index-keys.ts';
import { keys } from './keys.ts';
import { fillPage, listAll } from './sharded-list.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Roles in DynamoDB, as administrators keep them. */
export function roleRecordsStore({ table, tableName, newId, now }: Needs): RoleRecords {
  const forms = writesFor(tableName);
  return {
    list({ archived = false }, page) {
      const read = (part: typeof page) => listAll(table, 'ROLES', part, (item) => v.parse(Role, item));
      if (archived) return read(page);
      return fillPage(
        read,
        (role) => !role.archived,
        page,
        ({ id }) => id,
      );
    },
    async replace(next, expecting, draft, ending) {
      const { id, displayName, description, privileged, enabled, archived, revision } = next;
      const switched = archived === undefined ? {} : { archived };
      await table.write([
        forms.update(
          keys.role(id),
          { displayName, description, privileged, enabled, ...switched, revision, ...indexKeys.found('ROLES', next) },
          { revision: expecting.revision },
        ),
        eventWrite(forms, newId, draft, { kind: 'role', id }, revision, now()),
        ...(ending ? [newEndingWrite(forms, ending)] : []),
      ]);
    },
  };
}
