import { describe, expect, it } from 'vitest';
import { expectSoundAudit } from '#test/support/audit-trail';
import { withLocalStack } from '#test/support/local-stack';
import { EXCHANGE, show } from '#test/support/story';

const roles = (...ids: string[]) => ids.map((roleId) => ({ roleId }));
const SEVERAL = {
  items: roles('user-administrator', 'billing-administrator', 'exchange-administrator', 'helpdesk-administrator'),
  justification: 'Month end',
};
const ONE = { items: roles('user-administrator'), justification: 'Month end' };

describe('a request for several roles', () => {
  it('gets a result for each: active at once, waiting, refused, held through a group', async () => {
    const stack = await withLocalStack();

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
    const stack = await withLocalStack();
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
    const stack = await withLocalStack();
    const twice = { ...ONE, items: roles('user-administrator', 'user-administrator') };

    const { body } = await stack.as('margaret', { mfa: true }).post('/v1/activations', twice);

    const [first, second] = body.results ?? [];
    expect(first?.outcome).toBe('approved');
    expect(second).toMatchObject({
      outcome: 'refused',
      problem: { status: 409, code: 'already_open', activationId: first?.activation?.id },
    });
  });
});

describe('a dry run', () => {
  it('answers what would become of each item, and does nothing', async () => {
    const stack = await withLocalStack();
    const before = await stack.exportTable();

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
    expect(stack.mails()).toEqual([]);
  });

  it('is 200 for a single refused item too, with every broken rule', async () => {
    const stack = await withLocalStack();
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
  it('makes a retry get the first answer, whatever became of the activation since', async () => {
    const stack = await withLocalStack();
    const margaret = stack.as('margaret', { mfa: true });
    const post = () => margaret.post('/v1/activations', ONE, { 'idempotency-key': 'once' });

    const first = await post();
    await stack.settled();
    const retry = await post();
    await stack.advance(62);
    const late = await post();

    expect(first.status).toBe(201);
    expect([retry.status, retry.body]).toEqual([201, first.body]);
    expect([late.status, late.body]).toEqual([201, first.body]);
    expect((await show(stack, first.body.results?.[0]?.activation?.id ?? '')).status).toBe('ended');
    expect((await margaret.get('/v1/me/activations')).body.items).toHaveLength(1);
  });

  it('is refused for another body', async () => {
    const stack = await withLocalStack();
    const margaret = stack.as('margaret', { mfa: true });
    await margaret.post('/v1/activations', ONE, { 'idempotency-key': 'once' });

    const other = { ...ONE, justification: 'Something else' };
    const { status, body } = await margaret.post('/v1/activations', other, { 'idempotency-key': 'once' });

    expect([status, body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('of somebody else is another one', async () => {
    const stack = await withLocalStack();
    await stack.as('margaret', { mfa: true }).post('/v1/activations', ONE, { 'idempotency-key': 'once' });

    const wanted = { items: roles('helpdesk-administrator'), justification: 'Reset' };
    const { status } = await stack.as('linus').post('/v1/activations', wanted, { 'idempotency-key': 'once' });

    expect(status).toBe(201);
  });

  it('sent twenty times at once opens one activation, and every answer is its', async () => {
    const stack = await withLocalStack();
    const margaret = stack.as('margaret', { mfa: true });

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => margaret.post('/v1/activations', ONE, { 'idempotency-key': 'once' })),
    );
    await stack.settled();

    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
    expect((await margaret.get('/v1/me/activations')).body.items).toHaveLength(1);
  });

  it('of a refused request is free again', async () => {
    const stack = await withLocalStack();
    const margaret = stack.as('margaret', { mfa: true });
    const tooLong = { ...ONE, items: [{ roleId: 'user-administrator', durationMinutes: 600 }] };

    const refused = await margaret.post('/v1/activations', tooLong, { 'idempotency-key': 'once' });
    const mended = await margaret.post('/v1/activations', ONE, { 'idempotency-key': 'once' });

    expect([refused.status, mended.status]).toEqual([422, 201]);
  });
});

describe('the same role asked for twenty times at once', () => {
  it('is opened once; the others learn which one it is', async () => {
    const stack = await withLocalStack();
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
