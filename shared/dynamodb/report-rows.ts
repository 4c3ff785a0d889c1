import { earliest, latest, plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import type { ReportFilter } from '#shared/ports';
import { indexes, keys, SHARDS, timePartition } from './keys.ts';
import type { KeyList, KeyRow, Table } from './table.ts';

const DAY_MINUTES = 24 * 60;
/** How far back a report by time alone goes when nobody says from when; each day costs a query a shard. */
const DEFAULT_DAYS = 31;
/** And how far at most, whoever asks. */
const MOST_DAYS = 366;
const PAGE = 100;

/** The part of a report to read: so many rows after a position, and the time of the call. */
export interface ReportSpan {
  readonly limit: number;
  readonly after: string | undefined;
  readonly now: string;
}

/** Rows a report has to look at, newest first: by the narrowest list the filter names, else day by day. */
export async function* reportRows(table: Table, filter: ReportFilter, span: ReportSpan): AsyncGenerator<KeyRow[]> {
  const list = narrowestList(filter);
  if (!list) return yield* rowsByDay(table, filter, span);
  let position = span.after;
  for (;;) {
    const rows = await table.listKeys({ ...list, newestFirst: true, limit: PAGE, after: position });
    if (rows.length > 0) yield rows.map(toActivation);
    position = rows.at(-1)?.sort;
    if (rows.length < PAGE) return;
  }
}

function narrowestList(filter: ReportFilter): Pick<KeyList, 'index' | 'partition'> | undefined {
  if (filter.ticket !== undefined) return { index: indexes.byTicket, partition: `TICKET#${filter.ticket}` };
  if (filter.requesterId !== undefined)
    return { index: indexes.byPrincipal, partition: `ACTIVATION#${filter.requesterId}` };
  if (filter.approverId !== undefined) return { partition: keys.decided(filter.approverId, '', '').pk };
  if (filter.roleId !== undefined) return { index: indexes.byRole, partition: `ACTIVATION#${filter.roleId}` };
  return undefined;
}

async function* rowsByDay(table: Table, filter: ReportFilter, { limit, after, now }: ReportSpan) {
  const end = filter.to ?? now;
  const newest = dayOf(earliest(end, after));
  if (Number.isNaN(Date.parse(newest))) throw new Refusal('invalid_cursor');
  const from = latest(daysBefore(end, MOST_DAYS), filter.from ?? daysBefore(end, DEFAULT_DAYS));
  for (let day = newest; day >= dayOf(from); day = dayOf(daysBefore(day, 1))) {
    let position = after?.startsWith(day) ? after : undefined;
    for (;;) {
      const shards = Array.from({ length: SHARDS }, (_, shard) =>
        table.listKeys({
          index: indexes.byTime,
          partition: timePartition('ACTIVATION', day, shard),
          newestFirst: true,
          limit: limit + 1,
          after: position,
        }),
      );
      const rows = (await Promise.all(shards))
        .flat()
        .sort((a, b) => (a.sort > b.sort ? -1 : 1))
        .slice(0, limit + 1);
      if (rows.length === 0) break;
      yield rows;
      position = rows.at(-1)?.sort;
      if (rows.length <= limit) break;
    }
  }
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
