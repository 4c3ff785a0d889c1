import type { Page, PageRequest } from '#shared/ports';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { type Index, indexes, type NounList, SHARDS } from './index-keys.ts';
import type { Item, KeyRow, Table } from './table.ts';

/**
 * One page of everything there is of a noun, in the order of ids: the shards of its list, merged. One query a shard and
 * one batch read.
 */
export function listAll<T>(
  table: Table,
  list: NounList,
  page: PageRequest,
  parse: (item: Item) => T,
): Promise<Page<T>> {
  return listShards(table, { index: indexes.byList, partitionOf: (shard) => `${list}#${shard}` }, page, parse);
}

export interface ShardedList {
  readonly index: Index;
  readonly partitionOf: (shard: number) => string;
}

/** The same for any list that is spread over shards, oldest or smallest first. */
export async function listShards<T>(
  table: Table,
  { index, partitionOf }: ShardedList,
  { limit, cursor }: PageRequest,
  parse: (item: Item) => T,
): Promise<Page<T>> {
  const after = decodeCursor(cursor);
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    table.listKeys({ index, partition: partitionOf(shard), newestFirst: false, limit: limit + 1, after }),
  );
  const rows = (await Promise.all(shards)).flat().sort(bySort);
  const items = await table.getSeveral(rows.slice(0, limit).map(({ key }) => key));
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items: items.map(parse), ...(last ? { nextCursor: encodeCursor(last.sort) } : {}) };
}

/** How much a filtered list looks through for one page before it answers with what it has and a cursor. */
const MOST_READ = 2000;
const READ_AT_ONCE = 100;

/**
 * One page of a list of which some are left out: read on until it is full, or enough was read for one call.
 *
 * @param read one page of everything; @param positionOf what the list is in the order of
 */
export async function fillPage<T>(
  read: (page: PageRequest) => Promise<Page<T>>,
  isWanted: (item: T) => boolean,
  { limit, cursor }: PageRequest,
  positionOf: (item: T) => string,
): Promise<Page<T>> {
  const items: T[] = [];
  let next = cursor;
  for (let seen = 0; seen < MOST_READ; seen += READ_AT_ONCE) {
    const page = await read({ limit: READ_AT_ONCE, cursor: next });
    items.push(...page.items.filter(isWanted));
    const last = items[limit - 1];
    if (last && items.length > limit)
      return { items: items.slice(0, limit), nextCursor: encodeCursor(positionOf(last)) };
    if (page.nextCursor === undefined) return { items };
    next = page.nextCursor;
  }
  return { items, ...(next === undefined ? {} : { nextCursor: next }) };
}

function bySort(a: KeyRow, b: KeyRow): number {
  return a.sort < b.sort ? -1 : 1;
}
