import * as v from 'valibot';
import { Assignment, datesAt } from '#shared/domain/assignment';
import type { Page, PageRequest } from '#shared/ports';
import type { AssignmentFilter } from '#shared/ports/assignments';
import { assignmentsByEnd } from './assignment-ends.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { indexes } from './index-keys.ts';
import { keys, prefixes } from './keys.ts';
import { listShards } from './sharded-list.ts';
import type { Item, KeyRow, Table } from './table.ts';

/** How much one page looks through before it answers with what it has and a cursor. */
const MOST_READ = 1000;
const STEP = 100;

/** A list assignments stand in, read step by step, and where in it an assignment stands. */
export interface AssignmentSource {
  /** `read`: how many rows it took, where that is more than the assignments found. */
  read(cursor: string | undefined): Promise<Page<Assignment> & { readonly read?: number }>;
  positionOf(assignment: Assignment): string;
}

/** Filled pages of assignments, by the narrowest list the filter names: the holder's, the role's, what ends, or all there are. */
export async function listAssignments(
  table: Table,
  filter: AssignmentFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<Assignment>> {
  const source = narrowestSource(table, filter);
  const items: Assignment[] = [];
  let position = cursor;
  for (let read = 0; read < MOST_READ; ) {
    const page = await source.read(position);
    for (const assignment of page.items) {
      if (items.length === limit) return { items, ...next(position) };
      if (matches(assignment, filter)) items.push(assignment);
      position = encodeCursor(source.positionOf(assignment));
    }
    read += Math.max(1, page.read ?? page.items.length);
    position = page.nextCursor;
    if (position === undefined) return { items };
  }
  return { items, ...next(position) };
}

function next(cursor: string | undefined): { nextCursor?: string } {
  return cursor === undefined ? {} : { nextCursor: cursor };
}

function narrowestSource(
  table: Table,
  { principalId, roleId, type, endsBefore, state }: AssignmentFilter,
): AssignmentSource {
  if (principalId !== undefined) return ofPrincipal(table, principalId);
  if (roleId !== undefined) return ofRole(table, roleId, type);
  if (endsBefore !== undefined) return assignmentsByEnd(table, { endsBefore, state }, STEP);
  const all = { index: indexes.byPrincipal, partitionOf: (shard: number) => `ASSIGNMENTS#${shard}` };
  return {
    read: (cursor) => listShards(table, all, { limit: STEP, cursor }, parse),
    positionOf: ({ id }) => id,
  };
}

function ofPrincipal(table: Table, principalId: string): AssignmentSource {
  const positionOf = ({ id }: Assignment) => keys.assignment(principalId, id).sk;
  const partition = keys.principal(principalId).pk;
  return { positionOf, read: (cursor) => readFrom(table, { partition, prefix: prefixes.assignment }, cursor) };
}

function ofRole(table: Table, roleId: string, type: Assignment['type'] | undefined): AssignmentSource {
  const list = { index: indexes.byList, partition: `ASSIGNMENT#${roleId}`, prefix: type ? `${type}#` : '' };
  return {
    read: (cursor) => readFrom(table, list, cursor),
    positionOf: (one) => `${one.type}#${one.createdAt}#${one.id}`,
  };
}

type PrefixedList = {
  readonly index?: (typeof indexes)['byList'];
  readonly partition: string;
  readonly prefix: string;
};

/** A cursor of somebody else's making may point before the prefix: what does not begin with it is never read. */
async function readFrom(
  table: Table,
  { prefix, ...list }: PrefixedList,
  cursor: string | undefined,
): Promise<Page<Assignment>> {
  const given = decodeCursor(cursor);
  const after = given === undefined || given < prefix ? prefix || undefined : given;
  const rows = await table.listKeys({ ...list, newestFirst: false, limit: STEP, after });
  const wanted = rows.filter(({ sort }) => sort.startsWith(prefix));
  const items = await table.getSeveral(wanted.map(({ key }) => key));
  const isOver = rows.length < STEP || wanted.length < rows.length;
  return { items: items.map(parse), ...(isOver ? {} : next(positionAfter(wanted))) };
}

function positionAfter(rows: readonly KeyRow[]): string | undefined {
  const last = rows.at(-1);
  return last && encodeCursor(last.sort);
}

function matches(assignment: Assignment, filter: AssignmentFilter): boolean {
  return (
    (filter.roleId === undefined || filter.roleId === assignment.roleId) &&
    (filter.principalId === undefined || filter.principalId === assignment.principalId) &&
    (filter.resourceId === undefined || filter.resourceId === assignment.resourceId) &&
    (filter.type === undefined || filter.type === assignment.type) &&
    (filter.endsBefore === undefined || endsBefore(assignment, filter.endsBefore)) &&
    (filter.state === undefined || filter.state.is === datesAt(assignment, filter.state.at))
  );
}

function endsBefore({ endsAt }: Assignment, instant: string): boolean {
  return endsAt !== undefined && endsAt < instant;
}

function parse(item: Item): Assignment {
  return v.parse(Assignment, item);
}
