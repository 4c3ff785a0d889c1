import * as v from 'valibot';
import { Activation, isFinal } from '#shared/domain/activation';
import { isWaiting, openApprovalOf, type WaitingActivation } from '#shared/domain/open-approval';
import type { ApproverEntry } from '#shared/domain/role-settings';
import type { Now, Page, PageRequest } from '#shared/ports';
import type { Activations, RequestFilter } from '#shared/ports/activations';
import { parseOpen } from './activation-item.ts';
import { activationReport } from './activation-report.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { indexes, indexKeys } from './index-keys.ts';
import { keys, prefixes } from './keys.ts';
import { fillPage } from './sharded-list.ts';
import type { KeyRow, Table } from './table.ts';

type Listings = Pick<Activations, 'listForRequester' | 'listPendingFor' | 'listDecidedBy' | 'report'>;

/** The lists activations appear in; each is one index partition or a merge of a few, read page by page. */
export function activationListings(table: Table, now: Now): Listings {
  return {
    listForRequester(principalId, filter, wanted) {
      const read = (part: PageRequest) => (filter.open ? readOpen : readRequests)(table, principalId, part);
      if (filter.open === undefined && filter.roleId === undefined) return read(wanted);
      return fillPage(read, (one) => isAskedFor(one, filter), wanted, requestPosition);
    },
    listPendingFor(entries, wanted, choose) {
      const readChosen = async (part: PageRequest) => {
        const waiting = await readInbox(table, entries, part);
        return { ...waiting, items: [...(await choose(waiting.items))] };
      };
      return fillPage(readChosen, () => true, wanted, positionOf);
    },
    async listDecidedBy(approverId, { limit, cursor }) {
      const rows = await table.listKeys({
        partition: keys.decided(approverId, '', '').pk,
        newestFirst: true,
        limit: limit + 1,
        after: decodeCursor(cursor),
      });
      const shown = rows.slice(0, limit);
      const ids = [...new Set(shown.map(({ sort }) => idOf(sort)))];
      const items = await table.getSeveral(ids.map((id) => keys.activation(id)));
      const found = new Map(items.map((item) => v.parse(Activation, item)).map((one) => [one.id, one]));
      return page(
        shown.flatMap(({ sort }) => votedBy(found.get(idOf(sort)), approverId, sort)),
        rows,
        limit,
      );
    },
    report: (filter, { limit, cursor }) =>
      activationReport(table, filter, { limit, after: decodeCursor(cursor), now: now() }),
  };
}

function isAskedFor(activation: Activation, { open, roleId }: RequestFilter): boolean {
  return (open ?? !isFinal(activation)) === !isFinal(activation) && (roleId ?? activation.roleId) === activation.roleId;
}

/** One page of all somebody ever asked for. */
async function readRequests(
  table: Table,
  principalId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<Activation>> {
  const rows = await table.listKeys({
    index: indexes.byPrincipal,
    partition: `ACTIVATION#${principalId}`,
    newestFirst: true,
    limit: limit + 1,
    after: decodeCursor(cursor),
  });
  return page(await load(table, rows.slice(0, limit)), rows, limit);
}

/** The same of what is open, by its locks: they are few, however much was asked for before. */
async function readOpen(table: Table, principalId: string, { limit, cursor }: PageRequest): Promise<Page<Activation>> {
  const after = decodeCursor(cursor);
  const locks = await table.listPartition(keys.principal(principalId).pk, prefixes.openActivation);
  const items = await table.getSeveral(locks.map((lock) => keys.activation(parseOpen(lock).activationId)));
  const found = items
    .map((item) => v.parse(Activation, item))
    .filter((one) => after === undefined || requestPosition(one) < after)
    .sort((a, b) => (requestPosition(a) < requestPosition(b) ? 1 : -1));
  const last = found.length > limit ? found[limit - 1] : undefined;
  return { items: found.slice(0, limit), ...(last ? { nextCursor: encodeCursor(requestPosition(last)) } : {}) };
}

/** Where a request stands in the list of its requester. */
function requestPosition({ requester, requestedAt, id }: Activation): string {
  return indexKeys.requester(requester.id, requestedAt, id).principalSk;
}

/** The activation, where the vote of that row is the one that stands: not taken back, and no later one in its place. */
function votedBy(activation: Activation | undefined, approverId: string, sort: string): Activation[] {
  const standing = activation?.approval?.votes.findLast(({ by }) => by.id === approverId);
  return activation && standing && keys.decided(approverId, standing.at, activation.id).sk === sort ? [activation] : [];
}

/** One page of all that is asked of any of the entries. */
async function readInbox(
  table: Table,
  entries: readonly Pick<ApproverEntry, 'kind' | 'id'>[],
  { limit, cursor }: PageRequest,
): Promise<Page<WaitingActivation>> {
  const after = decodeCursor(cursor);
  const lists = entries.map((entry) =>
    table.listKeys({ partition: keys.inboxEntry(entry, '', '').pk, newestFirst: false, limit: limit + 1, after }),
  );
  const rows = distinct((await Promise.all(lists)).flat());
  const pointed = rows.map(({ sort }) => ({ key: keys.activation(idOf(sort)), sort }));
  const found = await load(table, pointed.slice(0, limit));
  return page(found.filter(isWaiting), rows, limit);
}

/** The same in every entry's list: only the deadline and the id. */
function positionOf(waiting: WaitingActivation): string {
  return keys.inboxEntry({ kind: '', id: '' }, openApprovalOf(waiting).deadline, waiting.id).sk;
}

async function load(table: Table, rows: readonly KeyRow[]): Promise<Activation[]> {
  const items = await table.getSeveral(rows.map((row) => row.key));
  return items.map((item) => v.parse(Activation, item));
}

function page<A extends Activation>(items: A[], rows: readonly KeyRow[], limit: number): Page<A> {
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return { items, ...(last ? { nextCursor: encodeCursor(last.sort) } : {}) };
}

function distinct(rows: readonly KeyRow[]): KeyRow[] {
  const byPosition = new Map(rows.map((row) => [row.sort, row]));
  return [...byPosition.values()].sort((a, b) => (a.sort < b.sort ? -1 : 1));
}

function idOf(sort: string): string {
  return sort.slice(sort.lastIndexOf('#') + 1);
}
