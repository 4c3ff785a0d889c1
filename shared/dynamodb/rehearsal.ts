import { AsyncLocalStorage } from 'node:async_hooks';
import type { Rehearsals } from '#shared/ports/rehearsals';
import type { Table, Write } from './table.ts';

/**
 * The writes of the dry run that is under way. It follows the calls instead of being handed down, so that no store and no
 * use case can forget it: what is called in a rehearsal cannot write.
 */
const underWay = new AsyncLocalStorage<Write[]>();

/** The table, on which a rehearsal demands the conditions of every write and makes none. */
export function rehearsable(table: Table): Table {
  return {
    ...table,
    async write(writes) {
      const tried = underWay.getStore();
      if (!tried) return table.write(writes);
      // Loaded with the first dry run: no other call waits for its code.
      const { demand } = await import('./demand.ts');
      await demand(table, writes);
      tried.push(...writes);
    },
    async update(change) {
      // A note by itself: nobody decides by it, and it is no change people see.
      if (!underWay.getStore()) await table.update(change);
    },
  };
}

/** Dry runs on a table made by {@link rehearsable}. */
export function rehearsals(table: Table): Rehearsals {
  return {
    async rehearse(change) {
      const tried: Write[] = [];
      const outcome = await underWay.run(tried, change);
      const { endingsAmong, toldChanges } = await import('./told-changes.ts');
      return { outcome, changes: await toldChanges(table, tried), endings: endingsAmong(tried) };
    },
  };
}
