import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '#shared/http/openapi';
import type { Body } from '#test/support/http-client';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, decide } from '#test/support/story';

let stack: TestStack;
let oldestFirst: string[] = [];
beforeAll(async () => {
  stack = await startTestStack();
  const ids: string[] = [];
  for (const number of [1, 2, 3, 4]) {
    ids.push(
      await ask(stack, 'margaret', {
        items: [{ roleId: 'user-administrator' }],
        justification: `=HYPERLINK("https://evil.example","${number}"), "quoted"\nline`,
        ticket: { number: `INC-${number}` },
      }),
    );
    await stack.advance(62);
  }
  ids.push(await askForExchange(stack));
  await decide(stack, 'alan', ids[4] ?? '', 'deny');
  await stack.settled();
  oldestFirst = ids;
}, 60_000);
afterAll(() => stack.stop());

const newestFirst = () => oldestFirst.toReversed();
const alan = () => stack.as('alan');
const idsOf = ({ items = [] }: Body) => items.map(({ id }) => id);

async function readAll(path: string, limit: number): Promise<(string | undefined)[][]> {
  const pages: (string | undefined)[][] = [];
  let cursor = '';
  for (;;) {
    const { body } = await stack.as('margaret').get(`${path}?limit=${limit}${cursor}`);
    pages.push(idsOf(body));
    if (!body.nextCursor) return pages;
    cursor = `&cursor=${body.nextCursor}`;
  }
}

describe('my requests', () => {
  it.each([1, 2, 3, 4, 100])('come newest first, at most %i a page, each once', async (limit) => {
    const pages = await readAll('/v1/me/activations', limit);

    expect(pages.flat()).toEqual(newestFirst().slice(1));
    expect(pages.every((page) => page.length <= limit)).toBe(true);
  });

  it('stay mine with the cursor of somebody else', async () => {
    const { body } = await stack.as('margaret').get('/v1/me/activations?limit=1');

    const other = await stack.as('ada').get(`/v1/me/activations?cursor=${body.nextCursor}`);

    expect(idsOf(other.body).every((id) => id === oldestFirst[4])).toBe(true);
  });
});

describe('the report of activations', () => {
  it('has one record for each, newest first, over several pages', async () => {
    const first = await alan().get('/v1/reports/activations?limit=3');
    const second = await alan().get(`/v1/reports/activations?limit=3&cursor=${first.body.nextCursor}`);

    expect([...idsOf(first.body), ...idsOf(second.body)]).toEqual(newestFirst());
    expect(second.body.nextCursor).toBeUndefined();
  });

  it.each<[string, () => string, number[]]>([
    ['requester', () => 'requesterId=margaret', [3, 2, 1, 0]],
    ['approver', () => 'approverId=alan', [4]],
    ['ticket', () => 'ticket=INC-3', [2]],
    ['role', () => 'roleId=exchange-administrator', [4]],
    ['status', () => 'status=denied', [4]],
    ['outcome', () => 'outcome=expired', [3, 2, 1, 0]],
    ['role and ticket', () => 'roleId=user-administrator&ticket=INC-1', [0]],
    ['what nobody did', () => 'requesterId=mallory', []],
    ['time', () => `from=${encodeURIComponent(new Date(stack.clock.now() - 60 * 60_000).toISOString())}`, [4]],
  ])('can be asked by %s', async (_, query, expected) => {
    const { status, body } = await alan().get(`/v1/reports/activations?${query()}`);

    expect(status).toBe(200);
    expect(idsOf(body)).toEqual(expected.map((position) => oldestFirst[position]));
  });

  it('comes as JSON lines, the next page in a Link', async () => {
    const first = await alan().get('/v1/reports/activations?limit=4', { accept: 'application/x-ndjson' });
    const next = nextOf(first.headers.get('link'));
    const second = await alan().get(next, { accept: 'application/x-ndjson' });

    const lines = `${first.text}${second.text}`.trim().split('\n');
    expect(first.headers.get('content-type')).toMatch(/^application\/x-ndjson/);
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(newestFirst());
    expect(second.headers.get('link')).toBeNull();
  });

  it('comes as CSV in which nothing that people typed runs as a formula', async () => {
    const { status, headers, text } = await alan().get('/v1/reports/activations?ticket=INC-1', { accept: 'text/csv' });

    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(text.split('\r\n')[0]?.split(',')).toEqual(expect.arrayContaining(['id', 'requester.id', 'origin.ip']));
    expect(text).toContain(`"'=HYPERLINK(""https://evil.example"",""1""), ""quoted""\nline"`);
  });
});

describe('REP-2: the audit', () => {
  it('has every change of one subject, newest first, as its own story tells it', async () => {
    const [id = ''] = oldestFirst;
    const story = (await alan().get(`/v1/activations/${id}`)).body.timeline ?? [];

    const { status, body } = await alan().get(`/v1/audit?subjectKind=activation&subjectId=${id}`);

    expect(status).toBe(200);
    expect(body.items).toEqual(story.toReversed().map((entry) => expect.objectContaining(entry)));
  });

  it('is asked by type and time, page by page', async () => {
    const first = await alan().get('/v1/audit?type=activation.denied&limit=1');
    const from = encodeURIComponent(new Date(stack.clock.now() + 60_000).toISOString());

    expect(first.body.items).toMatchObject([{ type: 'activation.denied', subject: { id: oldestFirst[4] } }]);
    expect((await alan().get(`/v1/audit?from=${from}`)).body).toEqual({ items: [] });
    expect((await alan().get('/v1/audit?type=nonsense')).status).toBe(400);
  });

  it('comes as CSV and JSON lines, the next page in a Link', async () => {
    const rows = await alan().get('/v1/audit?limit=1000', { accept: 'text/csv' });
    const lines = await alan().get('/v1/audit?limit=2', { accept: 'application/x-ndjson' });

    expect(rows.text.split('\r\n')[0]).toBe(
      'id,type,at,seq,actor.id,actor.displayName,subject.kind,subject.id,details.roleId,details.resourceId,' +
        'details.principalId,details.type,details.status,details.outcome,details.reason,details.justification,' +
        'details.startsAt,details.endsAt,details.version,details,prev',
    );
    expect(rows.text).toContain('activation.requested');
    expect(rows.text).not.toMatch(/"[{[]/);
    expect((await alan().get('/v1/audit?limit=1000&format=csv')).text).toBe(rows.text);
    expect((await alan().get('/v1/audit?format=csv', { accept: 'application/json' })).status).toBe(400);
    expect(lines.text.trim().split('\n')).toHaveLength(2);
    expect((await alan().get(nextOf(lines.headers.get('link')))).status).toBe(200);
  });
});

describe('REP-3: the figures', () => {
  it('tell what was asked for, what stands and what nobody used', async () => {
    const { status, text } = await alan().get('/v1/reports/summary');

    const figures = JSON.parse(text);
    expect(status).toBe(200);
    expect(figures.complete).toBe(true);
    expect(figures.activationsPerDay).toContainEqual(expect.objectContaining({ roleId: 'user-administrator' }));
    const exchange = figures.assignments.find(({ roleId }: Body) => roleId === 'exchange-administrator');
    expect(exchange).toMatchObject({ standing: 0, eligible: 1 });
    const unused = figures.unusedEligibilities.items.map(({ roleId }: Body) => roleId);
    expect(unused).toContain('exchange-administrator');
    expect(unused).not.toContain('user-administrator');
  });

  it('are for administrators, and of at most 92 days', async () => {
    expect((await stack.as('ada').get('/v1/reports/summary')).status).toBe(403);
    expect((await alan().get('/v1/reports/summary?from=2020-01-01T00:00:00Z')).body).toMatchObject({
      code: 'invalid_input',
      violations: [{ rule: 'from', limit: 92 }],
    });
  });
});

describe('the description of the API', () => {
  it('is the document the journeys are held against, with the address people know', async () => {
    const { status, text } = await stack.anybody.get('/openapi.json');

    expect(status).toBe(200);
    expect(JSON.parse(text)).toEqual(
      JSON.parse(JSON.stringify(openApiDocument(stack.origin, new Date(stack.clock.now()).toISOString()))),
    );
  });

  it('can be read by anybody, without a script', async () => {
    const { status, text, headers } = await stack.anybody.get('/docs');

    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(text).toContain(`curl &quot;${stack.origin}/v1/me&quot;`);
  });
});

function nextOf(link: string | null): string {
  const [, url] = /^<([^>]+)>; rel="next"$/.exec(link ?? '') ?? [];
  if (!url) throw new Error(`No next page in ${link}`);
  return url;
}
