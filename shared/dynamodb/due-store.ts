import type { Due, Dues } from '#shared/ports';
import { indexes, SHARDS } from './keys.ts';
import type { KeyRow, Table } from './table.ts';

/** What is due, by the one sparse index that holds whatever the sweeper has to look at. */
export function dueStore(table: Table): Dues {
  return {
    async list(by, limit) {
      const shards = Array.from({ length: SHARDS }, (_, shard) =>
        table.listKeys({ index: indexes.due, partition: `DUE#${shard}`, newestFirst: false, limit, atMost: `${by}$` }),
      );
      const rows = (await Promise.all(shards)).flat().sort((a, b) => (a.sort < b.sort ? -1 : 1));
      return rows.map(toDue).filter((due) => due !== undefined);
    },
  };
}

/** What a row is about is told by the partition it stands in. */
function toDue({ key, sort }: KeyRow): Due | undefined {
  const divider = sort.lastIndexOf('#');
  const facts = { dueAt: sort.slice(0, divider), id: sort.slice(divider + 1) };
  const [noun, owner = ''] = key.pk.split('#');
  if (noun === 'ACTIVATION') return { kind: 'activation', ...facts };
  if (noun === 'ENDING') return { kind: 'ending', ...facts };
  return noun === 'PRINCIPAL' ? { kind: 'assignment', holderId: owner, ...facts } : undefined;
}
