import { type CsvError, parse } from 'csv-parse/sync';
import { Refusal } from '#shared/domain/refusal';
import { parseJson } from './json-text.ts';
import type { LinesText } from './request.ts';

/** Longer than any line that could be valid. */
const LONGEST_LINE = 10_000;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * The lines of a body in CSV or JSON lines, each as the object it would be in JSON. CSV by RFC 4180, with a header; a mark
 * of byte order before it and `;` between the cells, as spreadsheets write them, are taken, too. An empty cell says nothing.
 *
 * @param columns there may be, and those of them that hold true or false
 * @param most lines, so that those of a body are never told one by one
 * @throws Refusal invalid_input
 */
export function readLines({ form, text }: LinesText, columns: Columns, most: number): unknown[] {
  const lines = form === 'csv' ? readCsv(text, columns) : readJsonLines(text);
  if (lines.length === 0) throw notValid('There is no line to import.');
  if (lines.length > most) throw notValid(`At most ${most} lines are imported at once; these are ${lines.length}.`);
  return lines;
}

interface Columns {
  readonly names: readonly string[];
  readonly flags: readonly string[];
}

function readJsonLines(text: string): unknown[] {
  return text.split(/\r?\n/).flatMap((line, place) => {
    if (line.trim() === '') return [];
    try {
      return [parseJson(line)];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      throw notValid(`Line ${place + 1}: ${error.message}`);
    }
  });
}

function readCsv(text: string, { names, flags }: Columns): unknown[] {
  const [header = [], ...records] = cellsOf(text);
  const columns = header.map((name) => name.trim());
  for (const [place, name] of columns.entries()) {
    if (!names.includes(name))
      throw notValid(`The header names ${JSON.stringify(name.slice(0, 50))}. Columns are: ${names.join(', ')}.`);
    if (columns.indexOf(name) < place) throw notValid(`The header names ${name} twice.`);
  }
  return records.map((cells) =>
    Object.fromEntries(
      columns.flatMap((name, place) => {
        const cell = cells[place]?.trim() ?? '';
        return cell === '' ? [] : [[name, flags.includes(name) ? flagOf(cell) : cell]];
      }),
    ),
  );
}

function cellsOf(text: string): string[][] {
  const [header = ''] = text.replace(BYTE_ORDER_MARK, '').split(/\r?\n|\r/, 1);
  const delimiter = header.includes(';') && !header.includes(',') ? ';' : ',';
  try {
    return parse(text, { bom: true, delimiter, skip_empty_lines: true, max_record_size: LONGEST_LINE });
  } catch (error) {
    if (!isCsvError(error)) throw error;
    const at = typeof error.lines === 'number' ? ` at line ${error.lines}` : '';
    throw notValid(
      `The CSV is not well-formed${at}: each line has as many cells as the header, and quotes are doubled.`,
    );
  }
}

const isCsvError = (error: unknown): error is CsvError => error instanceof Error && 'code' in error;

/** As spreadsheets write it; anything else is left for the schema to refuse. */
function flagOf(cell: string): boolean | string {
  const said = cell.toLowerCase();
  return said === 'true' || (said !== 'false' && cell);
}

const notValid = (detail: string) => new Refusal('invalid_input', { detail });
