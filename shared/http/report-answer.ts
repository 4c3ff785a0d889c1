import { jsonLine } from '#shared/domain/json-line';
import type { Page } from '#shared/ports';
import { toCsv } from './csv.ts';
import type { ExportForm } from './export-form.ts';
import type { Answer } from './problems.ts';

/**
 * A page of a report in one of the three forms; the next page of JSON lines and CSV stands in `Link`.
 *
 * @param columns of the CSV, by path
 */
export function reportAnswer(page: Page<object>, columns: readonly string[], form: ExportForm, url: string): Answer {
  const link = page.nextCursor === undefined ? {} : { link: `<${nextUrl(url, page.nextCursor)}>; rel="next"` };
  if (form === 'csv')
    return {
      status: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8', ...link },
      body: toCsv(page.items, columns),
    };
  if (form === 'jsonl') {
    const lines = page.items.map((item) => `${jsonLine(item)}\n`).join('');
    return { status: 200, headers: { 'content-type': 'application/x-ndjson', ...link }, body: lines };
  }
  return { status: 200, body: page };
}

function nextUrl(url: string, cursor: string): string {
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);
  return next.href;
}
