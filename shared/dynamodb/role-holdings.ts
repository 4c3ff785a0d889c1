import * as v from 'valibot';
import { Activation } from '#shared/domain/activation';
import { Assignment, type Via } from '#shared/domain/assignment';
import { Principal } from '#shared/domain/principal';
import type { OpenActivation } from '#shared/ports/activations';
import type { Holding } from '#shared/ports/member-lists';
import { parseOpen } from './activation-item.ts';
import { indexes } from './index-keys.ts';
import { keys } from './keys.ts';
import { holdingLists, type MemberPosition } from './member-position.ts';
import type { Item, KeyRow, Table } from './table.ts';

/** One holding, or none; how far it completes the list, and how many lists were opened for it. */
export interface HoldingStep {
  readonly holding?: Holding;
  readonly position: MemberPosition;
  readonly read: number;
}

/** Everything of one role from a position on: its assignments, with the members of groups, then its open activations. */
export async function* roleHoldings(table: Table, from: MemberPosition, chunk: number): AsyncGenerator<HoldingStep> {
  for (const list of holdingLists.slice(holdingLists.indexOf(from.list))) {
    const start = list === from.list ? from : { roleId: from.roleId, list };
    yield* list === 'ASSIGNMENT' ? assigned(table, start, chunk) : activated(table, start, chunk);
  }
}

async function* assigned(table: Table, from: MemberPosition, chunk: number): AsyncGenerator<HoldingStep> {
  for await (const rows of chunks(table, from, chunk)) {
    const items = await loadByKey(table, rows);
    const assignments = rows.flatMap(({ key, sort }) => {
      const item = items.get(nameOf(key));
      return item ? [{ sort, assignment: v.parse(Assignment, item) }] : [];
    });
    const principals = await loadPrincipals(
      table,
      assignments.map(({ assignment }) => assignment.principalId),
    );
    for (const { sort, assignment } of assignments) {
      const principal = principals.get(assignment.principalId);
      if (!principal) continue;
      const position = { roleId: from.roleId, list: from.list, sort };
      const isResumed = sort === from.sort;
      if (!isResumed) {
        const holding = { kind: 'assigned', principal, via: { kind: 'direct' }, assignment } as const;
        yield { holding, position: principal.kind === 'group' ? { ...position, member: '' } : position, read: 0 };
      }
      if (principal.kind === 'group' && principal.enabled)
        yield* members(
          table,
          principal,
          assignment,
          isResumed ? { ...position, member: from.member } : position,
          chunk,
        );
    }
  }
}

/** The members of a group, after the one the position names. */
async function* members(
  table: Table,
  group: Principal,
  assignment: Assignment,
  { member, ...position }: Omit<MemberPosition, 'member'> & { member?: string | undefined },
  chunk: number,
): AsyncGenerator<HoldingStep> {
  const via: Via = { kind: 'group', id: group.id, displayName: group.displayName };
  let after = member || undefined;
  for (;;) {
    const partition = keys.member(group.id, '').pk;
    const rows = await table.listKeys({ partition, newestFirst: false, limit: chunk, after });
    const principals = await loadPrincipals(
      table,
      rows.map(({ sort }) => sort),
    );
    for (const { sort } of rows) {
      const principal = principals.get(sort);
      if (principal)
        yield {
          holding: { kind: 'assigned', principal, via, assignment },
          position: { ...position, member: sort },
          read: 0,
        };
    }
    if (rows.length < chunk) break;
    after = rows.at(-1)?.sort;
  }
  yield { position, read: 1 };
}

async function* activated(table: Table, from: MemberPosition, chunk: number): AsyncGenerator<HoldingStep> {
  for await (const rows of chunks(table, from, chunk)) {
    const items = await loadByKey(table, rows);
    const opens = rows.flatMap(({ key, sort }) => {
      const item = items.get(nameOf(key));
      return item ? [{ sort, open: parseOpen(item) }] : [];
    });
    const holdings = await openHoldings(
      table,
      opens.map(({ open }) => open),
    );
    const byActivation = new Map(holdings.map((holding) => [holding.open.activationId, holding]));
    for (const { sort, open } of opens) {
      const holding = byActivation.get(open.activationId);
      const position = { roleId: from.roleId, list: from.list, sort };
      if (holding) yield { holding, position, read: 0 };
    }
  }
}

/** Who has these activations open, and by which right, in their order; those whose requester is gone are left out. */
export async function openHoldings(
  table: Table,
  opens: readonly (OpenActivation & { readonly principalId: string })[],
): Promise<(Holding & { readonly kind: 'activated' })[]> {
  const activations = await table.getSeveral(opens.map(({ activationId }) => keys.activation(activationId)));
  const byId = new Map(activations.map((item) => v.parse(Activation, item)).map((one) => [one.id, one]));
  const holders = [...byId.values()].flatMap(({ requester, eligibility }) => [requester.id, eligibility.holderId]);
  const principals = await loadPrincipals(table, holders);
  return opens.flatMap((open) => {
    const principal = principals.get(open.principalId);
    const via = viaOf(byId.get(open.activationId), principals);
    return principal ? [{ kind: 'activated' as const, principal, via, open }] : [];
  });
}

/** An activation rests on an eligibility of its requester, or of a group they came through. */
function viaOf(activation: Activation | undefined, principals: ReadonlyMap<string, Principal>): Via {
  const holderId = activation?.eligibility.holderId;
  if (holderId === undefined || holderId === activation?.requester.id) return { kind: 'direct' };
  return { kind: 'group', id: holderId, displayName: principals.get(holderId)?.displayName ?? holderId };
}

/** Rows of the list after the position; with a group half read, from the group itself on. */
async function* chunks(
  table: Table,
  { roleId, list, sort, member }: MemberPosition,
  chunk: number,
): AsyncGenerator<KeyRow[]> {
  let after = member === undefined ? sort : sort?.slice(0, -1);
  for (;;) {
    const rows = await table.listKeys({
      index: indexes.byList,
      partition: `${list}#${roleId}`,
      newestFirst: false,
      limit: chunk,
      after,
    });
    yield rows.filter((row) => sort === undefined || row.sort >= sort);
    if (rows.length < chunk) return;
    after = rows.at(-1)?.sort;
  }
}

async function loadByKey(table: Table, rows: readonly KeyRow[]): Promise<Map<string, Item>> {
  const items = await table.getSeveral(rows.map(({ key }) => key));
  return new Map(items.map((item) => [nameOf({ pk: String(item.pk), sk: String(item.sk) }), item]));
}

async function loadPrincipals(table: Table, ids: readonly string[]): Promise<Map<string, Principal>> {
  const items = await table.getSeveral([...new Set(ids)].map((id) => keys.principal(id)));
  return new Map(items.map((item) => v.parse(Principal, item)).map((principal) => [principal.id, principal]));
}

function nameOf({ pk, sk }: KeyRow['key']): string {
  return `${pk}\n${sk}`;
}
