import type { Page } from '#shared/ports';
import type { Answer } from './problems.ts';

/** A page of a report as JSON, JSON lines or CSV, by what the caller accepts; the next page of the last two stands in `Link`. */
export function reportAnswer(page: Page<object>, accept: string | undefined, url: string): Answer {
  const link = page.nextCursor === undefined ? {} : { link: `<${nextUrl(url, page.nextCursor)}>; rel="next"` };
  if (accept?.includes('text/csv'))
    return { status: 200, headers: { 'content-type': 'text/csv; charset=utf-8', ...link }, body: csv(page.items) };
  if (accept?.includes('application/x-ndjson')) {
    const lines = page.items.map((item) => `${JSON.stringify(item)}\n`).join('');
    return { status: 200, headers: { 'content-type': 'application/x-ndjson', ...link }, body: lines };
  }
  return { status: 200, body: page };
}

function nextUrl(url: string, cursor: string): string {
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);
  return next.href;
}

/** RFC 4180; nested facts become columns `approval.deadline`, lists become JSON. */
function csv(items: readonly object[]): string {
  const rows = items.map((item) => flatten(item));
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row.get(column) ?? ''))];
  return lines.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');
}

function flatten(item: object, prefix = ''): Map<string, string> {
  const row = new Map<string, string>();
  for (const [name, value] of Object.entries(item)) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      for (const [inner, text] of flatten(value, `${prefix}${name}.`)) row.set(inner, text);
    else row.set(`${prefix}${name}`, Array.isArray(value) ? JSON.stringify(value) : String(value));
  }
  return row;
}

/** What a spreadsheet would run as a formula is shown as text (OWASP: CSV injection; full-width signs count in East Asian ones). */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
