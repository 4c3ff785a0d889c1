import { earliest, latest, plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import type { ReportFilter } from '#shared/ports';
import { indexes, keys, SHARDS, timePartition } from './keys.ts';
import type { KeyList, KeyRow, Table } from './table.ts';

const DAY_MINUTES = 24 * 60;
/** How far back a report by time alone goes when nobody says from when; each day costs a query a shard. */
const DEFAULT_DAYS = 31;
/** Lapse is younger than this, so that a report from the year 1 ends, too. */
const BEFORE_ALL_RECORDS = '2020-01-01';
const PAGE = 100;

/** The part of a report to read: so many rows after a position, and the time of the call. */
export interface ReportSpan {
  readonly limit: number;
  readonly after: string | undefined;
  readonly now: string;
}

/** Rows to look at, and the position in the list up to which they complete it. */
export interface ReportStep {
  readonly rows: readonly KeyRow[];
  readonly position: string;
}

/**
 * Rows a report has to look at, newest first: by the narrowest list the filter names, else day by day. A day without
 * rows is a step, too, so that whoever reads can stop there and go on later.
 */
export async function* reportRows(table: Table, filter: ReportFilter, span: ReportSpan): AsyncGenerator<ReportStep> {
  const list = narrowestList(filter);
  if (!list) return yield* rowsByDay(table, filter, span);
  let after = span.after;
  for (;;) {
    const rows = await table.listKeys({ ...list, newestFirst: true, limit: PAGE, after });
    after = rows.at(-1)?.sort;
    if (after !== undefined) yield { rows: rows.map(toActivation), position: after };
    if (rows.length < PAGE) return;
  }
}

function narrowestList(filter: ReportFilter): Pick<KeyList, 'index' | 'partition'> | undefined {
  if (filter.ticket !== undefined) return { index: indexes.byTicket, partition: `TICKET#${filter.ticket}` };
  if (filter.requesterId !== undefined)
    return { index: indexes.byPrincipal, partition: `ACTIVATION#${filter.requesterId}` };
  if (filter.approverId !== undefined) return { partition: keys.decided(filter.approverId, '', '').pk };
  if (filter.roleId !== undefined) return { index: indexes.byList, partition: `ACTIVATION#${filter.roleId}` };
  return undefined;
}

async function* rowsByDay(table: Table, filter: ReportFilter, span: ReportSpan): AsyncGenerator<ReportStep> {
  const end = earliest(span.now, filter.to);
  const newest = dayOf(earliest(end, span.after));
  if (!isDay(newest)) throw new Refusal('invalid_cursor');
  const oldest = latest(BEFORE_ALL_RECORDS, dayOf(filter.from ?? daysBefore(end, DEFAULT_DAYS)));
  for (let day = newest; day >= oldest; day = dayOf(daysBefore(day, 1)))
    yield* rowsOfDay(table, day, { ...span, after: span.after?.startsWith(day) ? span.after : undefined });
}

/** The position of a day that is done is the bare day: everything before it is yet to come. */
async function* rowsOfDay(table: Table, day: string, { limit, after }: ReportSpan): AsyncGenerator<ReportStep> {
  let position = after;
  while (position !== day) {
    const rows = await newestOfDay(table, day, { limit: limit + 1, after: position });
    position = rows.length > limit ? (rows.at(-1)?.sort ?? day) : day;
    yield { rows, position };
  }
}

async function newestOfDay(table: Table, day: string, page: Pick<KeyList, 'limit' | 'after'>): Promise<KeyRow[]> {
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    table.listKeys({
      index: indexes.byTime,
      partition: timePartition('ACTIVATION', day, shard),
      newestFirst: true,
      ...page,
    }),
  );
  const rows = (await Promise.all(shards)).flat();
  return rows.sort((a, b) => (a.sort > b.sort ? -1 : 1)).slice(0, page.limit);
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function dayOf(instant: string): string {
  return instant.slice(0, 10);
}

function daysBefore(instant: string, days: number): string {
  return plusMinutes(instant, -days * DAY_MINUTES);
}

/** A row that points at an activation, whichever item it stands on itself. */
function toActivation(row: KeyRow): KeyRow {
  return { key: keys.activation(row.sort.slice(row.sort.lastIndexOf('#') + 1)), sort: row.sort };
}
