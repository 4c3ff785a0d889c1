import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { additionsTo } from '#test/support/additions';
import { expectSoundAudit } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { EXCHANGE, endEverything, show } from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterEach(() => endEverything(stack));
afterAll(() => stack.stop());

const roles = (...ids: string[]) => ids.map((roleId) => ({ roleId }));
const SEVERAL = {
  items: roles('user-administrator', 'billing-administrator', 'exchange-administrator', 'helpdesk-administrator'),
  justification: 'Month end',
};
const ONE = { items: roles('user-administrator'), justification: 'Month end' };

describe('a request for several roles', () => {
  it('gets a result for each: active at once, waiting, refused, held through a group', async () => {
    const { status, body } = await stack.as('margaret', { mfa: true }).post('/v1/activations', SEVERAL);
    await stack.settled();

    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { roleId: 'user-administrator', resourceId: '/', outcome: 'approved' },
      { roleId: 'billing-administrator', outcome: 'pending_approval' },
      { roleId: 'exchange-administrator', outcome: 'refused', problem: { status: 403, code: 'not_eligible' } },
      { roleId: 'helpdesk-administrator', outcome: 'approved' },
    ]);
    const mine = await stack.as('margaret').get('/v1/me/roles');
    expect(mine.body.items).toMatchObject([
      { roleId: 'billing-administrator', status: 'pending_approval', via: { kind: 'direct' } },
      { roleId: 'helpdesk-administrator', status: 'active', via: { kind: 'group', id: 'helpdesk' } },
      { roleId: 'user-administrator', status: 'active', via: { kind: 'direct' } },
    ]);
    expectSoundAudit(await stack.exportTable());
  });

  it('is challenged as a whole when one of them needs a second factor, and nothing is stored', async () => {
    const before = await stack.exportTable();

    const { status, body } = await stack.as('margaret').post('/v1/activations', {
      ...SEVERAL,
      items: [{ roleId: 'helpdesk-administrator', durationMinutes: 6000 }, { roleId: 'user-administrator' }],
    });

    expect([status, body.code]).toEqual([401, 'mfa_required']);
    expect(body.violations?.map(({ code }) => code)).toEqual(['duration_too_long', 'mfa_required']);
    expect(await stack.exportTable()).toEqual(before);
  });

  it('that names one role twice opens it once', async () => {
    const twice = { ...ONE, items: roles('user-administrator', 'user-administrator') };

    const { body } = await stack.as('margaret', { mfa: true }).post('/v1/activations', twice);

    const [first, second] = body.results ?? [];
    expect(first?.outcome).toBe('approved');
    expect(second).toMatchObject({ outcome: 'refused', problem: { status: 409, code: 'already_open' } });
  });
});

describe('a role that asks for a fresh sign-in (T-10)', () => {
  it.each([
    ['of a session without MFA', { authenticatedMinutesAgo: 0 }],
    ['of one older than allowed', { mfa: true, authenticatedMinutesAgo: 6 }],
  ])('challenges the request %s with the age it takes, and is given after the step-up', async (_, session) => {
    const additions = additionsTo(stack);
    const roleId = `fresh-${session.authenticatedMinutesAgo}`;
    const mfa = { require: 'fresh', maxAgeMinutes: 5 } as const;
    await additions.addRole(roleId, { mfa, approval: { required: false } });
    await additions.makeEligible('margaret', roleId);
    additions.close();
    const wish = { items: roles(roleId), justification: 'Month end' };

    const weak = await leavingAllAsItWas(stack, () => stack.as('margaret', session).post('/v1/activations', wish));
    const strong = await stack.as('margaret', { mfa: true, authenticatedMinutesAgo: 4 }).post('/v1/activations', wish);

    expect([weak.status, weak.body.code, strong.status]).toEqual([401, 'mfa_required', 201]);
    expect(weak.headers.get('www-authenticate')).toMatch(
      /^Bearer error="insufficient_user_authentication",.*acr_values="urn:lapse:mfa", max_age=300$/,
    );
  });
});

describe('a dry run', () => {
  it('answers what would become of each item, and does nothing', async () => {
    const before = await stack.exportTable();
    const mails = stack.mails().length;

    const { status, body } = await stack
      .as('margaret', { mfa: true })
      .post('/v1/activations', { ...SEVERAL, dryRun: true }, { 'idempotency-key': 'dry' });
    await stack.settled();

    expect(status).toBe(200);
    expect(body.results?.map(({ outcome }) => outcome)).toEqual([
      'approved',
      'pending_approval',
      'refused',
      'approved',
    ]);
    expect(await stack.exportTable()).toEqual(before);
    expect(stack.mails()).toHaveLength(mails);
  });

  it('is 200 for a single refused item too, with every broken rule', async () => {
    const wanted = { ...EXCHANGE, items: [{ roleId: 'exchange-administrator', durationMinutes: 1 }], dryRun: true };

    const { status, body } = await stack
      .as('ada', { mfa: true })
      .post('/v1/activations', { ...wanted, ticket: undefined });

    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { outcome: 'refused', problem: { violations: [{ code: 'duration_too_short' }, { code: 'ticket_required' }] } },
    ]);
  });
});

describe('an Idempotency-Key', () => {
  let key: Record<string, string>;
  beforeEach(() => {
    key = { 'idempotency-key': randomUUID() };
  });
  const requestsOf = async (person: string) =>
    (await stack.as(person).get('/v1/me/activations?limit=100')).body.items?.length ?? 0;

  it('makes a retry get the first answer, whatever became of the activation since', async () => {
    const margaret = stack.as('margaret', { mfa: true });
    const post = () => margaret.post('/v1/activations', ONE, key);
    const earlier = await requestsOf('margaret');

    const first = await post();
    await stack.settled();
    const retry = await post();
    await stack.advance(62);
    const late = await post();

    expect(first.status).toBe(201);
    expect([retry.status, retry.body]).toEqual([201, first.body]);
    expect([late.status, late.body]).toEqual([201, first.body]);
    expect((await show(stack, first.body.results?.[0]?.activation?.id ?? '')).status).toBe('ended');
    expect(await requestsOf('margaret')).toBe(earlier + 1);
  });

  it('is refused for another body', async () => {
    const margaret = stack.as('margaret', { mfa: true });
    await margaret.post('/v1/activations', ONE, key);

    const other = { ...ONE, justification: 'Something else' };
    const { status, body } = await margaret.post('/v1/activations', other, key);

    expect([status, body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('of somebody else is another one', async () => {
    await stack.as('margaret', { mfa: true }).post('/v1/activations', ONE, key);

    const wanted = { items: roles('helpdesk-administrator'), justification: 'Reset' };
    const { status } = await stack.as('linus').post('/v1/activations', wanted, key);

    expect(status).toBe(201);
  });

  it('sent twenty times at once opens one activation, and every answer is its', async () => {
    const margaret = stack.as('margaret', { mfa: true });
    const earlier = await requestsOf('margaret');

    const answers = await Promise.all(Array.from({ length: 20 }, () => margaret.post('/v1/activations', ONE, key)));
    await stack.settled();

    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect(await requestsOf('margaret')).toBe(earlier + 1);
  });

  it('of a refused request is free again', async () => {
    const margaret = stack.as('margaret', { mfa: true });
    const tooLong = { ...ONE, items: [{ roleId: 'user-administrator', durationMinutes: 600 }] };

    const refused = await margaret.post('/v1/activations', tooLong, key);
    const mended = await margaret.post('/v1/activations', ONE, key);

    expect([refused.status, mended.status]).toEqual([422, 201]);
  });

  it('sent with several items gets the first answer again, whatever became of them since', async () => {
    const margaret = stack.as('margaret', { mfa: true });
    const post = () => margaret.post('/v1/activations', SEVERAL, key);

    const first = await post();
    await stack.settled();
    const retry = await post();
    const other = await margaret.post('/v1/activations', ONE, key);

    expect(first.status).toBe(200);
    expect([retry.status, retry.body]).toEqual([200, first.body]);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });
});

describe('the same role asked for twenty times at once', () => {
  it('is opened once; the others learn which one it is', async () => {
    const margaret = stack.as('margaret', { mfa: true });

    const answers = await Promise.all(Array.from({ length: 20 }, () => margaret.post('/v1/activations', ONE)));
    await stack.settled();

    const [won, ...others] = answers.filter(({ status }) => status === 201);
    const id = won?.body.results?.[0]?.activation?.id;
    const lost = answers.filter(({ status }) => status !== 201);
    expect(others).toEqual([]);
    for (const { status, body } of lost)
      expect([status, body.code, body.activationId]).toEqual([409, 'already_open', id]);
    expectSoundAudit(await stack.exportTable());
  });
});
