import * as v from 'valibot';
import { Role } from '#shared/domain/role';
import type { NewId, Now } from '#shared/ports';
import type { RoleRecords } from '#shared/ports/role-records';
import { newEndingWrite } from './ending-writes.ts';
import { eventWrite } from './events.ts';
import { keys } from './keys.ts';
import { listAll } from './sharded-list.ts';
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
    list: (page) => listAll(table, 'ROLES', page, (item) => v.parse(Role, item)),
    async replace(next, expecting, draft, ending) {
      const { id, displayName, description, privileged, enabled, revision } = next;
      await table.write([
        forms.update(
          keys.role(id),
          { displayName, description, privileged, enabled, revision },
          { revision: expecting.revision },
        ),
        eventWrite(forms, newId, draft, { kind: 'role', id }, revision, now()),
        ...(ending ? [newEndingWrite(forms, ending)] : []),
      ]);
    },
  };
}
