import * as v from 'valibot';
import { Actor } from '#shared/domain/audit-event';
import { Id } from '#shared/domain/id';
import { Instant, plusMinutes } from '#shared/domain/instant';
import type { EventDraft, NewId, Now } from '#shared/ports';
import type { Imports } from '#shared/ports/imports';
import { eventWrite } from './events.ts';
import { indexKeys } from './index-keys.ts';
import { keys } from './keys.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** A function of the API has ended after half a minute, whatever became of it; lists lag behind the table for a moment. */
const OVER_AFTER_MINUTES = 2;

const UnderWay = v.object({ id: Id, actor: Actor, beganAt: Instant, owner: v.exactOptional(v.string()) });

/** Imports in DynamoDB: an item while they are under way, and then one event, the only one of its chain. */
export function importStore({ table, tableName, newId, now }: Needs): Imports {
  const forms = writesFor(tableName);
  const recordOf = (id: string, event: EventDraft) => eventWrite(forms, newId, event, { kind: 'import', id }, 1, now());
  return {
    async begin(underWay) {
      const { id, beganAt } = underWay;
      const due = indexKeys.due(id, plusMinutes(beganAt, OVER_AFTER_MINUTES));
      await table.write([forms.putNew(keys.import(id), 'import', { ...underWay, ...due })]);
    },
    async find(id) {
      const item = await table.get(keys.import(id));
      return item && v.parse(UnderWay, item);
    },
    async finish({ id, beganAt }, event) {
      await table.write([forms.removeExpected(keys.import(id), { beganAt }), recordOf(id, event)]);
    },
    record: (id, event) => table.write([recordOf(id, event)]),
  };
}
