import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSoundAudit, openTraces } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { decide, EXCHANGE, evaluate, letterTo, page, show } from '#test/support/story';
import { changesBetween } from '#test/support/unchanged';

/** One activation, the whole way: each test goes on where the one before it stopped. */
describe('the story of one activation', () => {
  let stack: TestStack;
  let id = '';
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());
  const ada = () => stack.as('ada', { mfa: true });
  const subjectsTo = (person: string) => stack.mailTo(person).map(({ subject }) => subject);

  it('begins with ada eligible for Exchange Administrator, and refused by the application it protects', async () => {
    const roles = await stack.as('ada').get('/v1/me/roles');

    expect(await evaluate(stack)).toEqual({ decision: false, context: { reason: 'not_active' } });
    expect(roles.body.items).toMatchObject([{ roleId: 'exchange-administrator', status: 'eligible' }]);
  });

  it('names each rule her first request breaks at once, and challenges her for a second factor', async () => {
    const wanted = { items: [{ roleId: 'exchange-administrator', durationMinutes: 6000 }], justification: 'Mail' };
    const before = await stack.exportTable();

    const { status, body, headers } = await stack.as('ada').post('/v1/activations', wanted);

    expect({ status, code: body.code }).toEqual({ status: 401, code: 'mfa_required' });
    expect(body.violations).toMatchObject([
      { rule: 'durationMinutes', code: 'duration_too_long', limit: 480, unit: 'minutes' },
      { rule: 'ticket', code: 'ticket_required' },
      { rule: 'mfa', code: 'mfa_required' },
    ]);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer error="insufficient_user_authentication",.* acr_values="/);
    expect(await stack.exportTable()).toEqual(before);
  });

  it('takes her second request, and says until when and by whom it can be decided', async () => {
    const { status, body } = await ada().post('/v1/activations', { ...EXCHANGE, justification: 'Mail <b>queue</b>' });
    await stack.settled();
    const [result] = body.results ?? [];
    id = result?.activation?.id ?? '';

    expect(status).toBe(202);
    expect(result).toMatchObject({
      outcome: 'pending_approval',
      activation: {
        status: 'pending_approval',
        approval: { quorum: 1, deadline: expect.any(String), approvers: [{ id: 'grace' }, { id: 'alan' }] },
      },
    });
  });

  it('answers another request for the same role with the id of the first', async () => {
    const { status, body } = await ada().post('/v1/activations', EXCHANGE);

    expect({ status, code: body.code, activationId: body.activationId }).toEqual({
      status: 409,
      code: 'already_open',
      activationId: id,
    });
  });

  it('asks grace and alan in a mail each, with links and a code of their own, and what ada typed escaped', () => {
    const mails = ['grace', 'alan'].map((person) => stack.mailTo(person));
    const letters = ['grace', 'alan'].map((person) => letterTo(stack, person));

    expect(mails.map(({ length }) => length)).toEqual([1, 1]);
    expect(new Set(letters.flatMap(({ approveToken, denyToken }) => [approveToken, denyToken])).size).toBe(4);
    for (const { html, text } of mails.flat()) {
      expect(text).toContain('Mail <b>queue</b>');
      expect(html).toContain('Mail &lt;b&gt;queue&lt;/b&gt;');
      expect(html).not.toContain('<b>queue');
    }
  });

  it('is not changed by opening a link, nor by looking at what it would decide on', async () => {
    const { approveToken } = letterTo(stack, 'grace');
    const before = await stack.exportTable();

    const opened = await stack.anybody.get(`/decide#${approveToken}`);
    const shown = await page(stack).preview(approveToken);

    expect(opened.status).toBe(200);
    expect(shown.body).toMatchObject({ mode: 'link', decisions: ['approve', 'deny'], terms: { durationMinutes: 60 } });
    expect(await stack.exportTable()).toEqual(before);
  });

  it('lets ada not decide on her own request', async () => {
    const { status, body } = await decide(stack, 'ada', id, 'approve');

    expect({ status, code: body.code }).toEqual({ status: 403, code: 'self_approval' });
  });

  it('lets mallory not even learn that there is one', async () => {
    const { status, body } = await decide(stack, 'mallory', id, 'approve');

    expect({ status, code: body.code }).toEqual({ status: 404, code: 'activation_not_found' });
  });

  it('refuses an altered token and a wrong code', async () => {
    const letter = letterTo(stack, 'grace');
    const signature = letter.approveToken.split('.')[2] ?? '';
    const altered = letter.approveToken.replace(signature, signature.split('').reverse().join(''));

    const forged = await page(stack).approve({ ...letter, approveToken: altered });
    const guessed = await page(stack).approve(letter, { matchCode: letterTo(stack, 'alan').code });

    expect([forged.status, forged.body.code]).toEqual([403, 'link_not_valid']);
    expect([guessed.status, guessed.body.code]).toEqual([403, 'wrong_match_code']);
    expect((await show(stack, id)).status).toBe('pending_approval');
  });

  it('goes on when grace approves on the page: granted, and valid until an hour from now', async () => {
    const { status, body } = await page(stack).approve(letterTo(stack, 'grace'));
    await stack.settled();
    const shown = await show(stack, id);
    const verdict = await evaluate(stack);

    expect([status, body.status]).toEqual([200, 'approved']);
    expect(shown).toMatchObject({
      status: 'active',
      approval: { decisions: [{ by: { id: 'grace' }, decision: 'approve', assurance: 'link' }] },
    });
    expect(verdict).toEqual({ decision: true, context: { reason: 'active', validUntil: shown.endsAt } });
    expect(Date.parse(shown.endsAt ?? '') - stack.clock.now()).toBeGreaterThan(59 * 60_000);
  });

  it('shows ada until when the role is hers', async () => {
    const { body } = await stack.as('ada').get('/v1/me/roles');

    expect(body.items).toMatchObject([{ status: 'active', activationId: id, endsAt: expect.any(String) }]);
  });

  it('tells everybody once: ada, both approvers, and the administrators that she has it now', () => {
    expect(subjectsTo('ada')).toEqual(['Approved: Exchange Administrator', 'Active: Exchange Administrator']);
    for (const person of ['grace', 'alan']) {
      expect(subjectsTo(person).slice(1)).toEqual([
        'Already approved: Exchange Administrator for Ada Lovelace',
        'Activated: Exchange Administrator by Ada Lovelace',
      ]);
    }
  });

  it.each([
    ["grace's link, used", 'grace'],
    ["alan's, never used", 'alan'],
  ])('leaves no link that works: not %s', async (_, person) => {
    const before = await stack.exportTable();

    const answers = [
      await page(stack).preview(letterTo(stack, person).approveToken),
      await page(stack).deny(letterTo(stack, person)),
    ];

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'link_closed'],
      [409, 'link_closed'],
    ]);
    expect(changesBetween(before, await stack.exportTable())).toEqual([]);
  });

  it('reminds ada a quarter of an hour before the end', async () => {
    await stack.advance(46);

    expect(subjectsTo('ada').slice(2)).toEqual(['Ending soon: Exchange Administrator']);
    expect((await evaluate(stack)).decision).toBe(true);
  });

  it('ends by itself: withdrawn, the application refuses again, and everybody is told', async () => {
    await stack.advance(20);

    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
    expect(await evaluate(stack)).toEqual({ decision: false, context: { reason: 'not_active' } });
    expect(subjectsTo('ada').slice(3)).toEqual(['Ended: Exchange Administrator']);
    expect(subjectsTo('grace').at(-1)).toBe('Ended: Exchange Administrator by Ada Lovelace');
    expect(subjectsTo('alan').at(-1)).toBe('Ended: Exchange Administrator by Ada Lovelace');
  });

  it('is told by the report in one record: who, when, where from, why, ticket, who decided, how it ended', async () => {
    const { body } = await stack.as('grace').get('/v1/reports/activations');

    expect(body.items).toMatchObject([
      {
        id,
        status: 'ended',
        outcome: 'expired',
        requester: { id: 'ada' },
        requestedAt: expect.any(String),
        activatedAt: expect.any(String),
        endedAt: expect.any(String),
        origin: { ip: '127.0.0.1', userAgent: expect.any(String) },
        justification: 'Mail <b>queue</b>',
        ticket: { number: 'INC-1' },
        approval: { decisions: [{ by: { id: 'grace' }, justification: 'Go ahead' }] },
      },
    ]);
  });

  it('is told by the audit step by step, and leaves no lock and no pointer behind', async () => {
    const { timeline } = await show(stack, id);
    const rows = await stack.exportTable();

    expect(timeline?.map(({ type }) => type)).toEqual([
      'activation.requested',
      'activation.approved',
      'activation.provisioning',
      'activation.activated',
      'activation.ending_soon',
      'activation.revoking',
      'activation.ended',
    ]);
    expectSoundAudit(rows);
    expect(openTraces(rows)).toEqual([]);
  });
});
