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

/**
 * RFC 4180, the same columns on every page; nested facts stand as `approval.deadline`; lists, and facts asked for as a
 * whole, as JSON.
 */
function csv(items: readonly object[], columns: readonly string[]): string {
  const rows = items.map((item) => flatten(item));
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row.get(column))))];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function flatten(item: object, prefix = ''): Map<string, unknown> {
  const row = new Map<string, unknown>();
  for (const [name, value] of Object.entries(item)) {
    const isNested = value !== null && typeof value === 'object';
    row.set(`${prefix}${name}`, isNested ? JSON.stringify(value) : value);
    if (isNested && !Array.isArray(value))
      for (const [inner, fact] of flatten(value, `${prefix}${name}.`)) row.set(inner, fact);
  }
  return row;
}

/** Every text in quotes: a spreadsheet may take more than the comma for the end of a cell. */
function cell(value: unknown): string {
  return typeof value === 'string' ? `"${harmless(value).replaceAll('"', '""')}"` : String(value ?? '');
}

/**
 * What a spreadsheet would run as a formula is shown as text (OWASP: CSV injection; full-width signs count in East Asian
 * ones). So is what would begin a cell where cells end with `;`, as where the comma is for decimals, or with a tab:
 * there a quote within the line protects nothing.
 */
function harmless(text: string): string {
  const apart = text.replace(/(?:\r\n|[;\t\r\n])(?=[ "]*[=+\-@＝＋－＠])/g, "$&'");
  return /^(?:[\t\r\n]|[ "]*[=+\-@＝＋－＠])/.test(apart) ? `'${apart}` : apart;
}
