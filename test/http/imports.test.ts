import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { foundOrganization } from '#test/support/found-organization';
import { createWorld, NOON, type World } from '#test/support/world';
import { callReal, serveWorld } from './real-functions.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOON) });
  await foundOrganization(world);
  await serveWorld(world);
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

const send = (type: string, body: unknown, headers: Record<string, string> = {}, query: Record<string, string> = {}) =>
  callReal('importPrincipals', 'grace', { body, headers: { 'content-type': type, ...headers }, query }, NOON);
const outcomes = (body: Readonly<Record<string, unknown>>) =>
  Object(body.results).map(
    ({ outcome, problem }: { outcome: string; problem?: { code: string } }) => problem?.code ?? outcome,
  );

describe('people are imported', () => {
  it.each([
    ['text/csv', 'id,displayName\r\ncsv-mary,Mary\r\n,Nobody\r\nprn_ada,ada\r\n'],
    ['text/csv; charset=utf-8', '\uFEFFid;displayName\r\ncsv-kate;Kate\r\n;Nobody\r\nprn_ada;ada\r\n'],
    ['application/x-ndjson', '{"id":"lines-mary","displayName":"Mary"}\n{"displayName":"Nobody"}\n{"id":"prn_ada"}\n'],
    [
      'application/json',
      { items: [{ id: 'json-mary', displayName: 'Mary' }, { displayName: 'Nobody' }, { id: 'prn_ada' }] },
    ],
  ])('from %s, each line with its own result', async (type, body) => {
    const tried = await send(type, body, {}, { dryRun: 'true' });
    const done = await send(type, body);

    expect([tried.status, outcomes(tried.body)]).toEqual([200, ['created', 'invalid_input', 'same']]);
    expect([done.status, outcomes(done.body)]).toEqual([200, outcomes(tried.body)]);
    expect(outcomes((await send(type, body)).body)).toEqual(['same', 'invalid_input', 'same']);
  });

  it('although some lines are not well-formed: each is told its own fields', async () => {
    const lines = ['not-an-object', { id: 'a b' }, { id: 'ok', displayName: '\u202Eevil' }, { id: 'ok', admin: true }];

    const { status, body } = await send('application/json', { items: [...lines, { id: 'fine', displayName: 'Fine' }] });

    expect([status, outcomes(body)]).toEqual([200, [...lines.map(() => 'invalid_input'), 'created']]);
    const rules = Object(body.results).map(({ problem }: { problem?: { violations: { rule: string }[] } }) =>
      problem?.violations.map(({ rule }) => rule),
    );
    expect(rules).toEqual([['body'], ['id'], ['displayName'], ['admin'], undefined]);
  });

  it('once under one Idempotency-Key, which is good for one body only', async () => {
    const key = { 'idempotency-key': 'import-1' };
    const first = await send('text/csv', 'id,displayName\nonce,Once\n', key);
    const again = await send('text/csv', 'id,displayName\nonce,Once\n', key);
    const other = await send('text/csv', 'id,displayName\ntwice,Twice\n', key);

    expect([outcomes(first.body), again.text]).toEqual([['created'], first.text]);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('up to 500 lines and 512 KB, of which a whole one is answered in time', async () => {
    const rows = (count: number) => Array.from({ length: count }, (_, place) => `many-${place},Person ${place}`);
    const csv = (count: number) => ['id,displayName', ...rows(count)].join('\n');

    const most = await send('text/csv', csv(500));
    const more = await send('text/csv', csv(501));
    const large = await send('text/csv', `id,displayName\n${'x'.repeat(512 * 1024)}`);

    expect(new Set(outcomes(most.body))).toEqual(new Set(['created']));
    expect([more.status, more.body.detail]).toEqual([400, 'At most 500 lines are imported at once; these are 501.']);
    expect([large.status, large.body.detail]).toEqual([413, 'The body is larger than 512 KB.']);
  });

  it.each([
    ['another type', 'text/plain', 'id\na\n', 415, 'Send JSON with the content type application/json.'],
    ['another charset', 'text/csv; charset=utf-16', 'id\na\n', 400, 'Bodies are written in UTF-8'],
    ['no body', 'application/json', undefined, 400, 'There is no line to import.'],
    ['an empty list', 'application/json', { items: [] }, 400, 'not valid'],
    ['damaged text', 'text/csv', 'id,displayName\na,\uFFFD\n', 400, 'The body is not UTF-8'],
    ['a column nobody knows', 'text/csv', 'id,role\na,b\n', 400, 'The header names "role".'],
  ])('and refused as a whole for %s', async (_, type, body, status, detail) => {
    const answer = await send(type, body);

    expect([answer.status, answer.body.detail]).toEqual([status, expect.stringContaining(detail)]);
  });
});
