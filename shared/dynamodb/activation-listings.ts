import * as v from 'valibot';
import { Activation } from '#shared/domain/activation';
import { isWaiting } from '#shared/domain/open-approval';
import type { Activations, Now, Page, ReportFilter } from '#shared/ports';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { indexes, keys } from './keys.ts';
import { type ReportSpan, reportRows } from './report-rows.ts';
import type { KeyRow, Table } from './table.ts';

type Listings = Pick<Activations, 'listForRequester' | 'listPendingFor' | 'report'>;

/** How much a report looks through for one page before it answers with what it has and a cursor: no call may run into its time limit. */
const MOST_ROWS_READ = 2000;
const MOST_STEPS = 62;

/** The lists activations appear in; each is one index partition or a merge of a few, read page by page. */
export function activationListings(table: Table, now: Now): Listings {
  return {
    async listForRequester(principalId, { limit, cursor }) {
      const rows = await table.listKeys({
        index: indexes.byPrincipal,
        partition: `ACTIVATION#${principalId}`,
        newestFirst: true,
        limit: limit + 1,
        after: decodeCursor(cursor),
      });
      return page(await load(table, rows.slice(0, limit)), rows, limit);
    },
    async listPendingFor(entries, { limit, cursor }) {
      const after = decodeCursor(cursor);
      const lists = entries.map((entry) =>
        table.listKeys({ partition: keys.inboxEntry(entry, '', '').pk, newestFirst: false, limit: limit + 1, after }),
      );
      const rows = distinct((await Promise.all(lists)).flat());
      const pointed = rows.map(({ sort }) => ({ key: keys.activation(idOf(sort)), sort }));
      const found = await load(table, pointed.slice(0, limit));
      return page(found.filter(isWaiting), rows, limit);
    },
    report: (filter, { limit, cursor }) => report(table, filter, { limit, after: decodeCursor(cursor), now: now() }),
  };
}

async function report(table: Table, filter: ReportFilter, span: ReportSpan): Promise<Page<Activation>> {
  const items: Activation[] = [];
  let position = span.after;
  let read = 0;
  let steps = 0;
  for await (const step of reportRows(table, filter, span)) {
    const loaded = await loadByKey(table, step.rows);
    for (const row of step.rows) {
      const activation = loaded.get(row.key.pk);
      if (items.length === span.limit) return { items, ...(position ? { nextCursor: encodeCursor(position) } : {}) };
      if (activation && matches(activation, filter)) items.push(activation);
      position = row.sort;
    }
    position = step.position;
    read += step.rows.length;
    steps += 1;
    if (read >= MOST_ROWS_READ || steps >= MOST_STEPS) return { items, nextCursor: encodeCursor(position) };
  }
  return { items };
}

async function loadByKey(table: Table, rows: readonly KeyRow[]): Promise<Map<string, Activation>> {
  const activations = await load(table, rows);
  return new Map(activations.map((activation) => [keys.activation(activation.id).pk, activation]));
}

function matches(activation: Activation, filter: ReportFilter): boolean {
  const facts: [string | undefined, string | undefined][] = [
    [filter.roleId, activation.roleId],
    [filter.resourceId, activation.resourceId],
    [filter.requesterId, activation.requester.id],
    [filter.ticket, activation.ticket?.number],
    [filter.status, activation.status],
    [filter.outcome, 'outcome' in activation ? activation.outcome : undefined],
    [filter.review, activation.breakGlass?.review],
  ];
  const voters = activation.approval?.votes.map((vote) => vote.by.id) ?? [];
  return (
    facts.every(([wanted, fact]) => wanted === undefined || wanted === fact) &&
    (filter.approverId === undefined || voters.includes(filter.approverId)) &&
    (filter.from === undefined || activation.requestedAt >= filter.from) &&
    (filter.to === undefined || activation.requestedAt < filter.to)
  );
}

async function load(table: Table, rows: readonly KeyRow[]): Promise<Activation[]> {
  const items = await table.getSeveral(rows.map((row) => row.key));
  return items.map((item) => v.parse(Activation, item));
}

function page(items: Activation[], rows: readonly KeyRow[], limit: number): Page<Activation> {
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
