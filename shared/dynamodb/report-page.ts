import type { Page } from '#shared/ports';
import { encodeCursor } from './cursor.ts';
import type { ReportStep } from './report-rows.ts';
import type { KeyRow } from './table.ts';

/** How much a report looks through for one page before it answers with what it has and a cursor: no call may run into its time limit. */
const MOST_ROWS_READ = 2000;
const MOST_STEPS = 62;

/** The records behind rows, in their order; none for a row whose record is gone. */
export type LoadRecords<T> = (rows: readonly KeyRow[]) => Promise<readonly (T | undefined)[]>;

/** One page of the records that match, and where the next page goes on; short when a lot had to be looked through. */
export async function reportPage<T>(
  steps: AsyncIterable<ReportStep>,
  span: { readonly limit: number; readonly after: string | undefined },
  load: LoadRecords<T>,
  matches: (record: T) => boolean,
): Promise<Page<T>> {
  const items: T[] = [];
  let position = span.after;
  let read = 0;
  let taken = 0;
  for await (const step of steps) {
    const records = await load(step.rows);
    for (const [place, row] of step.rows.entries()) {
      const record = records[place];
      if (items.length === span.limit) return { items, ...(position ? { nextCursor: encodeCursor(position) } : {}) };
      if (record !== undefined && matches(record)) items.push(record);
      position = row.sort;
    }
    position = step.position;
    read += step.rows.length;
    taken += 1;
    if (read >= MOST_ROWS_READ || taken >= MOST_STEPS) return { items, nextCursor: encodeCursor(position) };
  }
  return { items };
}
