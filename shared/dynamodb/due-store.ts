import type { Due, Dues } from '#shared/ports/dues';
import { indexes, indexKeys, PUT_OFF, SHARDS } from './index-keys.ts';
import { type Key, keys } from './keys.ts';
import type { KeyRow, Table } from './table.ts';
import { writesFor } from './writes.ts';

/** What is due, by the one sparse index that holds whatever the sweeper has to look at. */
export function dueStore(table: Table, tableName: string): Dues {
  return {
    async list(by, limit) {
      const shards = Array.from({ length: SHARDS }, (_, shard) => listShard(table, `DUE#${shard}`, `${by}$`, limit));
      const rows = (await Promise.all(shards)).flat().sort((a, b) => (a.sort < b.sort ? -1 : 1));
      const inOrder = [...rows.filter((row) => !isPutOff(row)), ...rows.filter(isPutOff)];
      return inOrder.map(toDue).filter((due) => due !== undefined);
    },
    async putOff(due, { until, failures }) {
      const place = indexKeys.putOff(due.id, until, due.dueAt, failures);
      await table.write([writesFor(tableName).update(keyOf(due), place, placeOf(due))]);
    },
  };
}

/** One query; a second one only where so much was put off that it hides what is due. */
async function listShard(table: Table, partition: string, atMost: string, limit: number): Promise<KeyRow[]> {
  const list = { index: indexes.due, partition, newestFirst: false, limit };
  const rows = await table.listKeys({ ...list, atMost });
  const putOff = rows.filter(isPutOff);
  if (rows.length < limit || putOff.length === 0) return rows;
  const due = await table.listKeys({ ...list, after: AFTER_PUT_OFF });
  return [...putOff, ...due.filter(({ sort }) => sort <= atMost)];
}

/** Behind whatever was put off, before every instant. */
const AFTER_PUT_OFF = `${PUT_OFF}~`;

function isPutOff({ sort }: KeyRow): boolean {
  return sort.startsWith(PUT_OFF);
}

/** What a row is about is told by the partition it stands in. */
function toDue({ key, sort }: KeyRow): Due | undefined {
  const facts = readSort(sort);
  const [noun, owner = ''] = key.pk.split('#');
  if (noun === 'ACTIVATION') return { kind: 'activation', ...facts };
  if (noun === 'ENDING') return { kind: 'ending', ...facts };
  if (noun === 'IMPORT') return { kind: 'import', ...facts };
  return noun === 'PRINCIPAL' ? { kind: 'assignment', holderId: owner, ...facts } : undefined;
}

function readSort(sort: string): Pick<Due, 'id' | 'dueAt' | 'putOff'> {
  const [first = '', second = '', failures, id] = sort.split('#');
  if (id === undefined) return { dueAt: first, id: second };
  return { dueAt: second, id, putOff: { until: first.slice(PUT_OFF.length), failures: Number(failures) } };
}

function keyOf(due: Due): Key {
  if (due.kind === 'assignment') return keys.assignment(due.holderId, due.id);
  if (due.kind === 'import') return keys.import(due.id);
  return due.kind === 'ending' ? keys.ending(due.id) : keys.activation(due.id);
}

function placeOf({ id, dueAt, putOff }: Due): { duePk: string; dueSk: string } {
  return putOff ? indexKeys.putOff(id, putOff.until, dueAt, putOff.failures) : indexKeys.due(id, dueAt);
}
