import { Refusal } from '#shared/domain/refusal';
import type { Page } from '#shared/ports';
import type { Answer } from './problems.ts';

/** JSON is a listing like any other; exports have longer pages. */
const MOST_AS_JSON = 100;

/**
 * A page of a report as JSON, JSON lines or CSV, by what the caller accepts; the next page of the last two stands in
 * `Link`.
 *
 * @param columns of the CSV, by path
 */
export function reportAnswer(
  page: Page<object>,
  columns: readonly string[],
  accept: string | undefined,
  url: string,
): Answer {
  const link = page.nextCursor === undefined ? {} : { link: `<${nextUrl(url, page.nextCursor)}>; rel="next"` };
  const format = formatOf(accept);
  if (format === 'csv')
    return {
      status: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8', ...link },
      body: csv(page.items, columns),
    };
  if (format === 'lines') {
    const lines = page.items.map((item) => `${JSON.stringify(item)}\n`).join('');
    return { status: 200, headers: { 'content-type': 'application/x-ndjson', ...link }, body: lines };
  }
  return { status: 200, body: page };
}

/**
 * Keeps JSON pages as short as those of every listing.
 *
 * @throws Refusal invalid_input naming `limit`
 */
export function refuseLongJson(limit: number, accept: string | undefined): void {
  if (limit <= MOST_AS_JSON || formatOf(accept) !== 'json') return;
  const message = `limit: at most ${MOST_AS_JSON} as JSON; CSV and JSON lines take more`;
  throw new Refusal('invalid_input', { violations: [{ rule: 'limit', code: 'invalid_input', message }] });
}

/** Tells whether JSON lines are asked for. */
export function isLines(accept: string | undefined): boolean {
  return formatOf(accept) === 'lines';
}

function formatOf(accept = ''): 'json' | 'csv' | 'lines' {
  if (accept.includes('text/csv')) return 'csv';
  return accept.includes('application/x-ndjson') ? 'lines' : 'json';
}

function nextUrl(url: string, cursor: string): string {
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);
  return next.href;
}

/** RFC 4180, the same columns on every page; nested facts stand as `approval.deadline`; lists, and facts asked for as a whole, as JSON. */
function csv(items: readonly object[], columns: readonly string[]): string {
  const rows = items.map((item) => flatten(item));
  const lines = [columns, ...rows.map((row) => columns.map((column) => row.get(column) ?? ''))];
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function flatten(item: object, prefix = ''): Map<string, string> {
  const row = new Map<string, string>();
  for (const [name, value] of Object.entries(item)) {
    const isNested = value !== null && typeof value === 'object';
    row.set(`${prefix}${name}`, isNested ? JSON.stringify(value) : String(value));
    if (isNested && !Array.isArray(value))
      for (const [inner, text] of flatten(value, `${prefix}${name}.`)) row.set(inner, text);
  }
  return row;
}

/** What a spreadsheet would run as a formula is shown as text (OWASP: CSV injection; full-width signs count in East Asian ones). */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
