import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCsv } from '#shared/http/csv';
import { readLines } from '#shared/http/lines';
import type { LinesText } from '#shared/http/request';

const columns = { names: ['id', 'displayName', 'email', 'enabled'], flags: ['enabled'] };
const read = (text: string, form: LinesText['form'] = 'csv', most = 500) => readLines({ form, text }, columns, most);
const detailOf = (text: string, form?: LinesText['form'], most?: number) => {
  try {
    return read(text, form, most);
  } catch (error) {
    return error instanceof Error && 'code' in error ? `${error.code}: ${error.message}` : error;
  }
};

describe('lines of CSV', () => {
  it.each([
    ['as RFC 4180 has it', 'id,displayName\r\nada,"Lovelace, ""Ada"""\r\n'],
    ['with a mark of byte order', '\uFEFFid,displayName\nada,"Lovelace, ""Ada"""'],
    ['with cells that end with ;', 'id;displayName\r\nada;"Lovelace, ""Ada"""\r\n'],
    ['with blanks around cells and empty lines', 'id , displayName\n\n ada ,"Lovelace, ""Ada"""\n\n'],
  ])('are read %s', (_, text) => {
    expect(read(text)).toEqual([{ id: 'ada', displayName: 'Lovelace, "Ada"' }]);
  });

  it('say nothing by an empty cell, and true and false as spreadsheets write them', () => {
    expect(read('id,email,enabled\na,,TRUE\nb,b@x.test,false\nc,,maybe\n')).toEqual([
      { id: 'a', enabled: true },
      { id: 'b', email: 'b@x.test', enabled: false },
      { id: 'c', enabled: 'maybe' },
    ]);
  });

  it('keep a comma out of cells that end with ;, and the other way round', () => {
    expect(read('id;displayName\na;Hopper, Grace\n')).toEqual([{ id: 'a', displayName: 'Hopper, Grace' }]);
    expect(read('id,displayName\na,Hopper; Grace\n')).toEqual([{ id: 'a', displayName: 'Hopper; Grace' }]);
  });

  it.each([
    ['a column nobody knows', 'id,password\na,b\n', 'The header names "password". Columns are: id,'],
    ['a column of every object', 'id,__proto__\na,b\n', 'The header names "__proto__"'],
    ['a column twice', 'id,id\na,b\n', 'The header names id twice.'],
    ['a line that is too short', 'id,displayName\na\n', 'The CSV is not well-formed at line 2'],
    ['a quote that never ends', 'id,displayName\na,"b\n', 'The CSV is not well-formed'],
    ['a quote in the middle', 'id,displayName\na,b"c\n', 'The CSV is not well-formed at line 2'],
    ['a line that never ends', `id,displayName\na,${'x'.repeat(20_000)}\n`, 'The CSV is not well-formed'],
    ['nothing but a header', 'id,displayName\n', 'There is no line to import.'],
    ['nothing at all', '\n', 'There is no line to import.'],
    ['too many', 'id\na\nb\nc\n', 'At most 2 lines are imported at once; these are 3.'],
  ])('are refused as a whole for %s', (_, text, detail) => {
    expect(detailOf(text, 'csv', 2)).toContain(`invalid_input: ${detail}`);
  });

  it('come back as they were written, whatever they hold', () => {
    const cell = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/^[\s=+\-@＝＋－＠'"]/.test(text));
    const plain = cell.filter((text) => text.trim() === text && !/[\r\n;\t\uFEFF]/.test(text));
    fc.assert(
      fc.property(fc.array(fc.record({ id: plain, displayName: plain }), { minLength: 1, maxLength: 5 }), (rows) => {
        expect(read(toCsv(rows, ['id', 'displayName']))).toEqual(rows);
      }),
    );
  });
});

describe('JSON lines', () => {
  it('are read one by one, empty ones aside', () => {
    expect(read('{"id":"a"}\r\n\n{"id":"b","enabled":false}\n', 'jsonl')).toEqual([
      { id: 'a' },
      { id: 'b', enabled: false },
    ]);
  });

  it.each([
    ['{"id":"a"}\n{"id":\n', 'Line 2: The body is not well-formed JSON.'],
    ['{"id":"a","id":"b"}\n', 'Line 1: The body has a field twice in one object.'],
    [`${'['.repeat(200)}${']'.repeat(200)}\n`, 'Line 1: The body is nested more than 100 levels deep.'],
    ['\n\n', 'There is no line to import.'],
  ])('are refused as a whole for %j', (text, detail) => {
    expect(detailOf(text, 'jsonl')).toBe(`invalid_input: ${detail}`);
  });
});
