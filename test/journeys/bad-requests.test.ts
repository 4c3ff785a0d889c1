import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import type { Row, TestStack } from '#test/support/local-stack';
import { startTestStack } from '#test/support/local-stack';
import { askForExchange, EXCHANGE } from '#test/support/story';

let stack: TestStack;
let before: Row[];
let mails: number;
beforeAll(async () => {
  stack = await startTestStack();
  await askForExchange(stack);
  before = await stack.exportTable();
  mails = stack.mails().length;
});
afterAll(() => stack.stop());

const margaret = () => stack.as('margaret', { mfa: true });
const expectNothingDone = async () => {
  await stack.settled();
  expect(await stack.exportTable()).toEqual(before);
  expect(stack.mails()).toHaveLength(mails);
};
const user = (changes: object) => ({ items: [{ roleId: 'user-administrator', ...changes }], justification: 'Work' });
const withWords = (changes: object) => ({ ...user({}), ...changes });
const minutesAgo = (minutes: number) => plusMinutes(new Date(stack.clock.now()).toISOString(), -minutes);

describe('a request for a role is refused, nothing stored and nobody told, when it', () => {
  it.each<[string, unknown, string]>([
    ['is empty', '', 'body'],
    ['is a list', '[]', 'body'],
    ['is null', 'null', 'body'],
    ['has no items', { justification: 'Work' }, 'items'],
    ['has an empty list of items', { items: [], justification: 'Work' }, 'items'],
    ['has more than 20 items', { items: Array.from({ length: 21 }, () => ({ roleId: 'a' })) }, 'items'],
    ['has an unknown field', withWords({ status: 'approved' }), 'status'],
    ['has an unknown field in an item', user({ approvers: [] }), 'items.0.approvers'],
    ['has an unknown field in its ticket', withWords({ ticket: { number: '1', url: 'x' } }), 'ticket.url'],
    ['names a role by a number', { items: [{ roleId: 7 }] }, 'items.0.roleId'],
    ['names a role by what is no id', user({ roleId: '../etc' }), 'items.0.roleId'],
    ['has a fraction of a minute', user({ durationMinutes: 7.5 }), 'items.0.durationMinutes'],
    ['has a duration that is text', user({ durationMinutes: '60' }), 'items.0.durationMinutes'],
    ['has a duration beyond all numbers', user({ durationMinutes: 1e300 }), 'items.0.durationMinutes'],
    ['has a start that is no time', user({ startsAt: 'tomorrow' }), 'items.0.startsAt'],
    ['has a start on a day that is none', user({ startsAt: '2026-02-31T25:00:00Z' }), 'items.0.startsAt'],
    ['has a start without a zone', user({ startsAt: '2027-02-01T10:00:00' }), 'items.0.startsAt'],
    ['has a justification over 1,000 characters', withWords({ justification: 'x'.repeat(1001) }), 'justification'],
    ['has a justification that is no text', withWords({ justification: { a: 1 } }), 'justification'],
    ['has a ticket number that is no text', withWords({ ticket: { number: 4711 } }), 'ticket.number'],
    ['has a ticket that is text', withWords({ ticket: 'INC-1' }), 'ticket'],
    ['has a dryRun that is text', withWords({ dryRun: 'yes' }), 'dryRun'],
  ])('%s: the field is named', async (_, body, field) => {
    const { status, body: problem, headers } = await margaret().post('/v1/activations', body);

    expect([status, problem.code]).toEqual([400, 'invalid_input']);
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(problem.violations?.map(({ rule }) => rule)).toContain(field);
    await expectNothingDone();
  });

  it.each<[string, () => unknown, string, unknown]>([
    ['lasts 0 minutes', () => user({ durationMinutes: 0 }), 'duration_too_short', 5],
    ['lasts a negative time', () => user({ durationMinutes: -60 }), 'duration_too_short', 5],
    ['lasts longer than the role allows', () => user({ durationMinutes: 61 }), 'duration_too_long', 60],
    ['starts in the past', () => user({ startsAt: minutesAgo(5) }), 'start_in_past', expect.any(String)],
    ['starts too far ahead', () => user({ startsAt: minutesAgo(-31 * 1440) }), 'start_too_late', expect.any(String)],
    [
      'has a justification of blanks',
      () => withWords({ justification: ' \n\t ' }),
      'justification_required',
      undefined,
    ],
    ['has no justification', () => ({ items: user({}).items }), 'justification_required', undefined],
  ])('%s: the rule and its limit are named', async (_, body, code, limit) => {
    const { status, body: problem } = await margaret().post('/v1/activations', body());

    expect([status, problem.code]).toEqual([422, code]);
    expect(problem.violations).toEqual([
      {
        ...{ rule: expect.any(String), code, message: expect.any(String) },
        ...(limit === undefined ? {} : { limit }),
        ...(typeof limit === 'number' ? { unit: 'minutes' } : {}),
      },
    ]);
    await expectNothingDone();
  });

  it.each<[string, number, string, () => object]>([
    ['names a role that does not exist', 403, 'not_eligible', () => user({ roleId: 'nobody-knows' })],
    ['names a resource that does not exist', 404, 'resource_not_found', () => user({ resourceId: 'nowhere' })],
    ['names a role its caller is not eligible for', 403, 'not_eligible', () => EXCHANGE],
  ])('%s', async (_, expected, code, body) => {
    const { status, body: problem } = await margaret().post('/v1/activations', body());

    expect([status, problem.code]).toEqual([expected, code]);
    await expectNothingDone();
  });

  it('is not well-formed JSON', async () => {
    const { status, body } = await margaret().post('/v1/activations', '{"items":[');

    expect([status, body.code]).toEqual([400, 'invalid_input']);
    await expectNothingDone();
  });

  it('is larger than 64 KB', async () => {
    const { status, body } = await margaret().post('/v1/activations', withWords({ justification: 'x'.repeat(65_536) }));

    expect([status, body.code]).toEqual([413, 'body_too_large']);
    await expectNothingDone();
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream'])(
    'comes as %s',
    async (type) => {
      const { status, body } = await margaret().post('/v1/activations', user({}), { 'content-type': type });

      expect([status, body.code]).toEqual([415, 'content_type_unsupported']);
      await expectNothingDone();
    },
  );

  it.each(['https://evil.example', 'null'])('comes from a page of %s', async (origin) => {
    const { status, body } = await margaret().post('/v1/activations', user({}), { origin });

    expect([status, body.code]).toEqual([403, 'foreign_origin']);
    await expectNothingDone();
  });

  it('has an Idempotency-Key that is none', async () => {
    const { status, body } = await margaret().post('/v1/activations', user({}), { 'idempotency-key': 'x'.repeat(101) });

    expect([status, body.code]).toEqual([400, 'invalid_input']);
    await expectNothingDone();
  });
});
