import { describe, expect, it } from 'vitest';
import { reportColumns, reportView } from '#shared/http/activation-view';
import { exportForm } from '#shared/http/export-form';
import { reportAnswer } from '#shared/http/report-answer';
import { active } from '#test/support/activations';
import { refused } from '#test/support/refused';

const URL_ = 'https://lapse.example/v1/reports/activations?limit=2&roleId=reader';
const COLUMNS = ['id'];
const csvOf = (columns: readonly string[], ...items: object[]) =>
  String(reportAnswer({ items }, columns, 'csv', URL_).body);
const cellOf = (value: string) => csvOf(['why'], { why: value }).slice('why\r\n'.length, -'\r\n'.length);

describe('a report', () => {
  const page = { items: [{ id: 'act_1' }, { id: 'act_2' }], nextCursor: 'abc+/=&x' };

  it('is JSON with its cursor', () => {
    expect(reportAnswer(page, COLUMNS, 'json', URL_)).toEqual({ status: 200, body: page });
  });

  it('is one line of JSON each for whoever wants lines', () => {
    expect(reportAnswer(page, COLUMNS, 'jsonl', URL_)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/x-ndjson' },
      body: '{"id":"act_1"}\n{"id":"act_2"}\n',
    });
  });

  it('is one line each also for readers to whom more than a line feed ends a line (T-56)', () => {
    const why = 'one\u2028two\u2029three\u0085four\nfive';
    const { body } = reportAnswer({ items: [{ why }] }, COLUMNS, 'jsonl', URL_);

    expect(body).toBe('{"why":"one\\u2028two\\u2029three\\u0085four\\nfive"}\n');
    expect(JSON.parse(String(body))).toEqual({ why });
  });

  it('is CSV for whoever wants a spreadsheet', () => {
    expect(reportAnswer(page, COLUMNS, 'csv', URL_)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/csv; charset=utf-8' },
      body: 'id\r\n"act_1"\r\n"act_2"\r\n',
    });
  });

  it.each(['csv', 'jsonl'] as const)('as %s links to its next page, with the same filter', (form) => {
    const link = reportAnswer(page, COLUMNS, form, `${URL_}&cursor=old`).headers?.link ?? '';

    const [, address = ''] = /^<([^<>]*)>; rel="next"$/.exec(link) ?? [];
    const { origin, pathname, searchParams } = new URL(address);
    expect(`${origin}${pathname}`).toBe('https://lapse.example/v1/reports/activations');
    expect([...searchParams]).toEqual([
      ['limit', '2'],
      ['roleId', 'reader'],
      ['cursor', 'abc+/=&x'],
    ]);
  });

  it.each(['csv', 'jsonl'] as const)('as %s has no link on its last page', (form) => {
    expect(reportAnswer({ items: [] }, COLUMNS, form, URL_).headers).not.toHaveProperty('link');
  });

  it('cannot be made to link elsewhere by its query', () => {
    const link = reportAnswer(page, COLUMNS, 'csv', `${URL_}&x=>;rel="next",<https://evil.example`).headers?.link;

    expect(link?.match(/[<>]/g)).toEqual(['<', '>']);
  });
});

describe('the form of a report', () => {
  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'json'],
    ['text/csv, */*;q=0.1', 'csv'],
    ['TEXT/CSV; header=present', 'csv'],
    ['text/csv;q=0, application/x-ndjson', 'jsonl'],
    ['application/x-ndjson', 'jsonl'],
  ])('is, where Accept is %j alone, %s', (accept, form) => {
    expect(exportForm({ limit: 25 }, accept)).toBe(form);
  });

  it.each([
    ['csv', undefined],
    ['csv', '*/*'],
    ['csv', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['csv', 'text/csv'],
    ['csv', 'application/json, text/csv'],
    ['jsonl', 'application/x-ndjson, text/csv'],
    ['jsonl', 'application/*'],
    ['json', 'application/json'],
  ] as const)('is %s by its address where Accept is %j, which takes it', (format, accept) => {
    expect(exportForm({ format, limit: 25 }, accept)).toBe(format);
  });

  it.each([
    ['csv', 'application/json'],
    ['csv', 'application/x-ndjson'],
    ['json', 'text/csv'],
    ['jsonl', 'text/csv, */*;q=0'],
  ] as const)('is refused where the address says %s and Accept takes only %s', (format, accept) => {
    const violations = [expect.objectContaining({ rule: 'format', code: 'invalid_input' })];

    expect(() => exportForm({ format, limit: 25 }, accept)).toThrow(refused('invalid_input', { violations }));
  });
});

describe('a page of a report', () => {
  it.each([undefined, '*/*', 'application/json'])('as %j has at most 100 records', (accept) => {
    const violations = [expect.objectContaining({ rule: 'limit', code: 'invalid_input' })];

    expect(() => exportForm({ limit: 101 }, accept)).toThrow(refused('invalid_input', { violations }));
    expect(() => exportForm({ limit: 100 }, accept)).not.toThrow();
    expect(() => exportForm({ format: 'csv', limit: 101 }, undefined)).not.toThrow();
  });

  it.each(['text/csv', 'application/x-ndjson'])('as %s may be as long as an export', (accept) => {
    expect(() => exportForm({ limit: 1000 }, accept)).not.toThrow();
  });
});

describe('REP-1: a report as CSV', () => {
  it('names nested facts by their path, leaves empty what a row does not have and out what is no column', () => {
    const columns = ['id', 'origin.ip', 'origin.agent.name', 'extra'];

    expect(csvOf(columns, { id: 1, origin: { ip: 'a', agent: { name: 'b' } } }, { id: 2, extra: true, odd: 1 })).toBe(
      'id,origin.ip,origin.agent.name,extra\r\n1,"a","b",\r\n2,,,true\r\n',
    );
  });

  it('says a fact asked for as a whole in words, in which no formula runs', () => {
    const details = { a: '=1', b: [1, { c: true }], none: null };
    const row = csvOf(['details', 'details.a'], { details }).split('\r\n')[1];

    expect(row).toBe(`"a: =1; b.1: 1; b.2.c: true","'=1"`);
  });

  it('joins the items of a list, each fact in a column of its own, place by place', () => {
    const decisions = [
      { by: { id: 'grace' }, why: 'fine' },
      { by: { id: 'alan' } },
      { by: { id: 'ada' }, why: 'two\nlines; and more' },
    ];

    expect(csvOf(['decisions.by.id', 'decisions.why'], { decisions }).split('\r\n')[1]).toBe(
      '"grace; alan; ada","fine; ; two lines, and more"',
    );
    expect(csvOf(['decisions.why'], { decisions: [] }).split('\r\n')[1]).toBe('');
  });

  it('T-57: lets no words of one decision be taken for another one', () => {
    const decisions = [{ why: 'ok; denied\n; denied' }, { why: 'yes' }];

    expect(csvOf(['decisions.why'], { decisions }).split('\r\n')[1]).toBe('"ok, denied , denied; yes"');
  });

  it('has the same columns on every page, so that pages can be joined', () => {
    const header = (...items: object[]) => csvOf(reportColumns, ...items).split('\r\n')[0];

    expect(header(reportView(active({})))).toBe(reportColumns.join(','));
    expect(header(reportView(active({ ticket: { number: 'INC-1' } })))).toBe(reportColumns.join(','));
  });

  it('has its header on an empty page, too', () => {
    expect(csvOf(['id', 'status'])).toBe('id,status\r\n');
  });

  it('has a column for every fact of a record', () => {
    const record = reportView(
      active({ ticket: { number: 'INC-1', system: 'jira' }, startsAt: active({}).requestedAt }),
    );

    const row = csvOf(reportColumns, record).split('\r\n')[1];
    expect(row).toContain('"INC-1","jira"');
    expect(row).not.toMatch(/[{[]/);
    expect(
      Object.keys(record).filter((name) => !reportColumns.some((column) => column.split('.')[0] === name)),
    ).toEqual([]);
  });

  it.each([
    ['a comma', 'a,b', '"a,b"'],
    ['a quote', 'say "hi"', '"say ""hi"""'],
    ['a line break', 'a\r\nb', '"a\r\nb"'],
    ['nothing special', 'plain; text', '"plain; text"'],
  ])('quotes %s as RFC 4180 says', (_, value, expected) => {
    expect(cellOf(value)).toBe(expected);
  });

  it.each([
    ['a semicolon', "ok;=cmd|' /C calc'!A0;", `"ok;'=cmd|' /C calc'!A0;"`],
    ['a tab', 'ok\t=1+1', `"ok\t'=1+1"`],
    ['a line break', 'ok\r\n=1+1', `"ok\r\n'=1+1"`],
    ['a semicolon and quotes', 'ok;"=1+1"', `"ok;'""=1+1"""`],
    ['a semicolon and a blank', 'ok; -1', `"ok;' -1"`],
    ['nothing but a blank', ' =1+1', `"' =1+1"`],
  ])('shows a formula as text behind %s, which may begin a cell', (_, value, expected) => {
    expect(cellOf(value)).toBe(expected);
  });

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '=cmd|"/c calc"!A1',
    '＝1+1',
    '＋1',
    '－1',
    '＠SUM(A1)',
  ])('shows a formula as text: %j', (value) => {
    expect(cellOf(value)).toMatch(/^"?'/);
  });

  it('keeps a formula in a list from running, too', () => {
    expect(csvOf(['list'], { list: ['=1', '@2'] })).toBe(`list\r\n"'=1;' @2"\r\n`);
  });

  it('keeps a user agent that is a formula from running', () => {
    const origin = { ip: '192.0.2.1', userAgent: '=HYPERLINK("https://evil.example","click")' };

    const row = csvOf(reportColumns, reportView(active({ origin }))).split('\r\n')[1];

    expect(row).toContain(`"'=HYPERLINK(""https://evil.example"",""click"")"`);
  });
});
