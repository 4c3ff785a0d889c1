import { earliest, latest, plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import { indexes, SHARDS, timePartition } from './index-keys.ts';
import type { KeyList, KeyRow, Table } from './table.ts';

const DAY_MINUTES = 24 * 60;
/** How far back a report by time alone goes when nobody says from when; each day costs a query a shard. */
const DEFAULT_DAYS = 31;
/** Lapse is younger than this, so that a report from the year 1 ends, too. */
const BEFORE_ALL_RECORDS = '2020-01-01';
const PAGE = 100;

/** What is reported by time. */
type Reported = Parameters<typeof timePartition>[0];

/** The part of a report to read: so many rows after a position, and the time of the call. */
export interface ReportSpan {
  readonly limit: number;
  readonly after: string | undefined;
  readonly now: string;
}

/** The instants a report lies between, the second not included. */
export interface ReportPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Rows to look at, and the position in the list up to which they complete it. */
export interface ReportStep {
  readonly rows: readonly KeyRow[];
  readonly position: string;
}

/** A list of one partition, newest first; `isOver` tells the row behind which nothing of the list comes any more. */
export type ReportList = Pick<KeyList, 'index' | 'partition' | 'atMost'> & {
  readonly isOver?: (row: KeyRow) => boolean;
};

/** Rows of one list a report has to look at, newest first, page by page. */
export async function* rowsOfList(table: Table, list: ReportList, from?: string): AsyncGenerator<ReportStep> {
  const { isOver = () => false, ...partition } = list;
  let after = from;
  for (;;) {
    const read = await table.listKeys({ ...partition, newestFirst: true, limit: PAGE, after });
    const rows = read.filter((row) => !isOver(row));
    after = rows.at(-1)?.sort;
    if (after !== undefined) yield { rows, position: after };
    if (rows.length < PAGE) return;
  }
}

/**
 * Rows of everything reported in a period, newest first, day by day. A day without rows is a step, too, so that whoever
 * reads can stop there and go on later.
 *
 * @throws Refusal invalid_cursor
 */
export async function* rowsByDay(
  table: Table,
  reported: Reported,
  { from, to }: ReportPeriod,
  span: ReportSpan,
): AsyncGenerator<ReportStep> {
  const end = earliest(span.now, to);
  const newest = dayOf(earliest(end, span.after));
  if (!isDay(newest)) throw new Refusal('invalid_cursor');
  const oldest = latest(BEFORE_ALL_RECORDS, dayOf(from ?? daysBefore(end, DEFAULT_DAYS)));
  for (let day = newest; day >= oldest; day = dayOf(daysBefore(day, 1)))
    yield* rowsOfDay(table, reported, day, {
      ...span,
      after: span.after?.startsWith(day) ? span.after : undefined,
    });
}

/** The position of a day that is done is the bare day: everything before it is yet to come. */
async function* rowsOfDay(
  table: Table,
  reported: Reported,
  day: string,
  { limit, after }: ReportSpan,
): AsyncGenerator<ReportStep> {
  let position = after;
  while (position !== day) {
    const rows = await newestOfDay(table, reported, day, { limit: limit + 1, after: position });
    position = rows.length > limit ? (rows.at(-1)?.sort ?? day) : day;
    yield { rows, position };
  }
}

async function newestOfDay(
  table: Table,
  reported: Reported,
  day: string,
  page: Pick<KeyList, 'limit' | 'after'>,
): Promise<KeyRow[]> {
  const shards = Array.from({ length: SHARDS }, (_, shard) =>
    table.listKeys({
      index: indexes.byTime,
      partition: timePartition(reported, day, shard),
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
