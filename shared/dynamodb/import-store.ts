import type { NewId, Now } from '#shared/ports';
import type { Imports } from '#shared/ports/imports';
import { eventWrite } from './events.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Imports in DynamoDB: each has one event, the only one of its chain. */
export function importStore({ table, tableName, newId, now }: Needs): Imports {
  const forms = writesFor(tableName);
  return {
    async record(importId, event) {
      await table.write([eventWrite(forms, newId, event, { kind: 'import', id: importId }, 1, now())]);
    },
  };
}
