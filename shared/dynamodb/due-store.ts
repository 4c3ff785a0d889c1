import type { Due, Dues } from '#shared/ports';
import { duePartition, indexes, indexKeys, type Key, keys, SHARDS } from './keys.ts';
import type { KeyRow, Table } from './table.ts';
import { writesFor } from './writes.ts';

/** What is due, by the one sparse index that holds whatever the sweeper has to look at. */
export function dueStore(table: Table, tableName: string): Dues {
  const list = async (name: 'DUE' | 'PUT_OFF', limit: number, by?: string) => {
    const shards = Array.from({ length: SHARDS }, (_, shard) =>
      table.listKeys({
        index: indexes.due,
        partition: duePartition(name, shard),
        newestFirst: false,
        limit,
        atMost: by && `${by}$`,
      }),
    );
    const rows = (await Promise.all(shards)).flat().sort((a, b) => (a.sort < b.sort ? -1 : 1));
    return rows.map(toDue).filter((due) => due !== undefined);
  };

  return {
    list: (by, limit) => list('DUE', limit, by),
    listPutOff: (limit) => list('PUT_OFF', limit),
    async putOff(due, { until, failures }) {
      const place = indexKeys.putOff(due.id, until, due.dueAt, failures);
      await table.write([writesFor(tableName).update(keyOf(due), place, placeOf(due))]);
    },
  };
}

/** What a row is about is told by the partition it stands in. */
function toDue({ key, sort }: KeyRow): Due | undefined {
  const facts = readSort(sort);
  const [noun, owner = ''] = key.pk.split('#');
  if (noun === 'ACTIVATION') return { kind: 'activation', ...facts };
  if (noun === 'ENDING') return { kind: 'ending', ...facts };
  return noun === 'PRINCIPAL' ? { kind: 'assignment', holderId: owner, ...facts } : undefined;
}

function readSort(sort: string): Pick<Due, 'id' | 'dueAt' | 'putOff'> {
  const [first = '', second = '', failures, id] = sort.split('#');
  if (id === undefined) return { dueAt: first, id: second };
  return { dueAt: second, id, putOff: { until: first, failures: Number(failures) } };
}

function keyOf(due: Due): Key {
  if (due.kind === 'assignment') return keys.assignment(due.holderId, due.id);
  return due.kind === 'ending' ? keys.ending(due.id) : keys.activation(due.id);
}

function placeOf({ id, dueAt, putOff }: Due): { duePk: string; dueSk: string } {
  return putOff ? indexKeys.putOff(id, putOff.until, dueAt, putOff.failures) : indexKeys.due(id, dueAt);
}
