import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row, TestStack } from '#test/support/local-stack';
import { startTestStack } from '#test/support/local-stack';
import { askForExchange } from '#test/support/story';

let stack: TestStack;
let pending = '';
let before: Row[];
let mails: number;
beforeAll(async () => {
  stack = await startTestStack();
  pending = await askForExchange(stack);
  before = await stack.exportTable();
  mails = stack.mails().length;
});
afterAll(() => stack.stop());

const expectNothingDone = async () => {
  await stack.settled();
  expect(await stack.exportTable()).toEqual(before);
  expect(stack.mails()).toHaveLength(mails);
};

describe('what is sent to other routes is refused, nothing stored and nobody told, when it', () => {
  const grace = () => stack.as('grace', { mfa: true });

  it.each<[string, unknown, string]>([
    ['is no decision', { decision: 'maybe', justification: 'x' }, 'decision'],
    [
      'brings what the table knows',
      { decision: 'approve', justification: 'x', durationMinutes: 6000 },
      'durationMinutes',
    ],
    ['says why at too great length', { decision: 'deny', justification: 'x'.repeat(1001) }, 'justification'],
  ])('%s (a decision)', async (_, body, field) => {
    const { status, body: problem } = await grace().post(`/v1/activations/${pending}/decisions`, body);

    expect([status, problem.code]).toEqual([400, 'invalid_input']);
    expect(problem.violations?.map(({ rule }) => rule)).toEqual([field]);
    await expectNothingDone();
  });

  it.each(['cancel', 'deactivate'])('brings a body it need not (%s)', async (verb) => {
    const { status, body } = await stack.as('ada').post(`/v1/activations/${pending}/${verb}`, { outcome: 'ended' });

    expect([status, body.code]).toEqual([400, 'invalid_input']);
    await expectNothingDone();
  });

  it.each([
    ['/v1/me/activations?limit=0', 'limit'],
    ['/v1/me/activations?limit=101', 'limit'],
    ['/v1/approvals?limit=x', 'limit'],
    ['/v1/approvals?__proto__=1', '__proto__'],
    ['/v1/approvals?toString=1', 'toString'],
  ])('asks for an impossible page (%s)', async (path, rule) => {
    const { status, body } = await grace().get(path);

    expect([status, body.code]).toEqual([400, 'invalid_input']);
    expect(body.violations?.[0]?.rule).toBe(rule);
  });

  it.each(['/v1/me/activations?cursor=***', '/v1/reports/activations?cursor='])(
    'continues where nobody was (%s)',
    async (path) => {
      const { status, body } = await grace().get(path);

      expect(status).toBe(400);
      expect(['invalid_cursor', 'invalid_input']).toContain(body.code);
    },
  );

  it.each(['act_unknown', '..%2F..%2Fetc', 'x'.repeat(300), '%00'])('names an activation %s', async (id) => {
    const { status } = await stack.as('ada').get(`/v1/activations/${id}`);

    expect([400, 404]).toContain(status);
    await expectNothingDone();
  });

  it.each<[string, unknown, string]>([
    ['without a token', {}, 'token'],
    ['with an empty token', { token: '' }, 'token'],
    ['with more than a token', { token: 'a.b.c', activationId: 'x' }, 'activationId'],
  ])('asks for the terms of a link %s', async (_, body, field) => {
    const { status, body: problem } = await stack.anybody.post('/decisions/preview', body, { origin: stack.origin });

    expect([status, problem.code]).toEqual([400, 'invalid_input']);
    expect(problem.violations?.map(({ rule }) => rule)).toEqual([field]);
    await expectNothingDone();
  });

  it.each(['a.b.c', 'x', `${'a'.repeat(4000)}.b.c`, '🙂'])('asks for the terms of what is no link', async (token) => {
    const { status, body } = await stack.anybody.post('/decisions/preview', { token }, { origin: stack.origin });

    expect([status, body.code]).toEqual([403, 'link_not_valid']);
    await expectNothingDone();
  });

  it.each<[string, Record<string, string>]>([
    ['of no site at all', {}],
    ['of another site', { origin: 'https://evil.example' }],
  ])('decides by link from a page %s', async (_, headers) => {
    const { status, body } = await stack.anybody.post('/decisions/preview', { token: 'a.b.c' }, headers);

    expect([status, body.code]).toEqual([403, 'foreign_origin']);
    await expectNothingDone();
  });
});
