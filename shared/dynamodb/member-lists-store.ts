import type { Page, PageRequest } from '#shared/ports';
import type { Holding, MemberLists } from '#shared/ports/member-lists';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { indexes, SHARDS } from './index-keys.ts';
import { formatPosition, parsePosition, startOfRole } from './member-position.ts';
import { principalHoldings } from './principal-holdings.ts';
import { type HoldingStep, roleHoldings } from './role-holdings.ts';
import type { Table } from './table.ts';

/** Lists a page may read besides the first before it answers with what it has and a cursor. */
const MOST_LISTS_READ = 60;
const ROLES_AT_ONCE = 25;
const LISTS_OF_A_ROLE = 2;
/** Comes after every sort key of a list. */
const BEYOND = '~';

/** Who has to do with roles, in DynamoDB: role after role, list after list, groups opened where they stand. */
export function memberListsStore(table: Table): MemberLists {
  return {
    async listForRole(roleId, { limit, cursor }) {
      const from = parsePosition(decodeCursor(cursor), roleId) ?? startOfRole(roleId);
      return takePage(roleHoldings(table, from, limit + 1), limit);
    },
    async listAll({ limit, cursor }: PageRequest) {
      return takePage(everything(table, decodeCursor(cursor), limit + 1), limit);
    },
    async listForPrincipal(principalId, { limit, cursor }) {
      const after = decodeCursor(cursor);
      const all = (await principalHoldings(table, principalId))
        .map((holding) => ({ holding, position: positionOf(holding) }))
        .filter(({ position }) => after === undefined || position > after)
        .sort((a, b) => (a.position < b.position ? -1 : 1));
      const last = all.length > limit ? all[limit - 1] : undefined;
      return {
        items: all.slice(0, limit).map(({ holding }) => holding),
        ...(last ? { nextCursor: encodeCursor(last.position) } : {}),
      };
    },
  };
}

/** Where a holding stands among all of one principal: by role, assignments before activations. */
function positionOf(holding: Holding): string {
  return holding.kind === 'assigned'
    ? formatPosition({ roleId: holding.assignment.roleId, list: 'ASSIGNMENT', sort: holding.assignment.id })
    : formatPosition({ roleId: holding.open.roleId, list: 'OPEN', sort: holding.open.activationId });
}

async function* everything(table: Table, cursor: string | undefined, chunk: number): AsyncGenerator<HoldingStep> {
  const from = parsePosition(cursor);
  if (from) yield* roleHoldings(table, from, chunk);
  let after = from?.roleId;
  for (;;) {
    const roleIds = await roleIdsAfter(table, after);
    for (const roleId of roleIds) {
      yield* roleHoldings(table, startOfRole(roleId), chunk);
      yield { position: { roleId, list: 'OPEN', sort: BEYOND }, read: LISTS_OF_A_ROLE };
    }
    if (roleIds.length < ROLES_AT_ONCE) return;
    after = roleIds.at(-1);
  }
}

async function roleIdsAfter(table: Table, after: string | undefined): Promise<string[]> {
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    table.listKeys({
      index: indexes.byList,
      partition: `ROLES#${shard}`,
      newestFirst: false,
      limit: ROLES_AT_ONCE,
      after,
    }),
  );
  const ids = (await Promise.all(shards)).flat().map(({ sort }) => sort);
  return ids.sort().slice(0, ROLES_AT_ONCE);
}

async function takePage(walk: AsyncGenerator<HoldingStep>, limit: number): Promise<Page<Holding>> {
  const items: Holding[] = [];
  let position: HoldingStep['position'] | undefined;
  let read = 0;
  for await (const step of walk) {
    if (step.holding && items.length === limit)
      return { items, ...(position ? { nextCursor: encodeCursor(formatPosition(position)) } : {}) };
    if (step.holding) items.push(step.holding);
    position = step.position;
    read += step.read;
    if (read >= MOST_LISTS_READ) return { items, nextCursor: encodeCursor(formatPosition(position)) };
  }
  return { items };
}
