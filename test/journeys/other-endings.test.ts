import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { expectSoundAudit, openTraces } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, decide, EXCHANGE, evaluate, letterTo, page, passBy, show } from '#test/support/story';

describe('an activation', () => {
  let stack: TestStack;
  beforeAll(async () => {
    stack = await startTestStack();
  });
  afterAll(() => stack.stop());
  afterEach(async () => {
    const rows = await stack.exportTable();
    expectSoundAudit(rows);
    expect(openTraces(rows)).toEqual([]);
  });
  const lastSubjectTo = (person: string) => stack.mailTo(person).at(-1)?.subject;
  const inMinutes = (minutes: number) => plusMinutes(new Date(stack.clock.now()).toISOString(), minutes);
  const running = () => stack.stepFunctions.executions().filter(({ status }) => status === 'RUNNING');

  it('that needs no approval is active at once, and lapses by itself', async () => {
    const wanted = { items: [{ roleId: 'user-administrator' }], justification: 'New colleague' };

    const { status, body } = await stack.as('margaret', { mfa: true }).post('/v1/activations', wanted);
    await stack.settled();
    const id = body.results?.[0]?.activation?.id ?? '';
    const active = await show(stack, id);
    await passBy(stack, active.endsAt ?? '');

    expect([status, body.results?.[0]?.outcome]).toEqual([201, 'approved']);
    expect(active.status).toBe('active');
    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
    expect(lastSubjectTo('margaret')).toBe('Ended: User Administrator');
  });

  it('that one approver denies is denied, gives nothing, and tells requester and approvers', async () => {
    const id = await askForExchange(stack);

    const { status, body } = await page(stack).deny(letterTo(stack, 'alan'));
    await stack.settled();

    expect([status, body.status]).toEqual([200, 'denied']);
    expect(await show(stack, id)).toMatchObject({
      status: 'denied',
      approval: { decisions: [{ by: { id: 'alan' } }] },
    });
    expect((await evaluate(stack)).decision).toBe(false);
    expect(lastSubjectTo('ada')).toBe('Denied: Exchange Administrator');
    expect(lastSubjectTo('grace')).toBe('Already denied: Exchange Administrator for Ada Lovelace');
    expect((await page(stack).approve(letterTo(stack, 'grace'))).body.code).toBe('link_closed');
    expect(running()).toEqual([]);
  });

  it('that nobody decides on times out after its window, and tells requester and approvers', async () => {
    const id = await askForExchange(stack);
    const { approval } = await show(stack, id);

    await passBy(stack, approval?.deadline ?? '');

    expect((await show(stack, id)).status).toBe('timed_out');
    expect(lastSubjectTo('ada')).toBe('Timed out: Exchange Administrator');
    expect(lastSubjectTo('alan')).toBe('Timed out without a decision: Exchange Administrator for Ada Lovelace');
    expect((await decide(stack, 'grace', id, 'approve')).body.code).toBe('not_pending');
    expect(running()).toEqual([]);
  });

  it('that its requester cancels while it is pending is gone for the approvers', async () => {
    const id = await askForExchange(stack);

    const { status, body } = await stack.as('ada').post(`/v1/activations/${id}/cancel`, {});
    await stack.settled();

    expect([status, body.status]).toEqual([200, 'cancelled']);
    expect((await stack.as('grace').get('/v1/approvals')).body.items).toEqual([]);
    expect((await page(stack).approve(letterTo(stack, 'grace'))).body.code).toBe('link_closed');
    expect(lastSubjectTo('grace')).toBe('Withdrawn: Exchange Administrator for Ada Lovelace');
    expect(running()).toEqual([]);
  });

  it('cannot be cancelled or ended by anybody else, who does not learn that it exists', async () => {
    const id = await askForExchange(stack);

    const answers = await Promise.all(
      ['cancel', 'deactivate'].map((verb) => stack.as('mallory', { mfa: true }).post(`/v1/activations/${id}/${verb}`)),
    );
    await stack.as('ada').post(`/v1/activations/${id}/cancel`);
    await stack.settled();

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'activation_not_found'],
      [404, 'activation_not_found'],
    ]);
  });

  it('that its holder gives back early ends early', async () => {
    const id = await askForExchange(stack);
    await decide(stack, 'alan', id, 'approve');
    await stack.settled();
    await stack.advance(10);

    const early = await stack.as('ada').post(`/v1/activations/${id}/deactivate`, {});
    const verdict = await evaluate(stack);
    await stack.settled();

    expect([early.status, early.body.status]).toEqual([200, 'revoking']);
    expect(verdict.decision).toBe(false);
    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'deactivated' });
    expect(lastSubjectTo('ada')).toBe('Ended: Exchange Administrator');
    expect((await stack.as('ada').post(`/v1/activations/${id}/deactivate`)).body.code).toBe('not_active');
    expect(running()).toEqual([]);
  });

  it('with a start in the future waits for it after the approval, and holds its full time from then on', async () => {
    const startsAt = inMinutes(3 * 24 * 60);
    const id = await askForExchange(stack, { items: [{ ...EXCHANGE.items[0], startsAt }] });

    await decide(stack, 'grace', id, 'approve');
    await stack.settled();
    const waiting = await stack.as('ada').get('/v1/me/roles');
    await passBy(stack, plusMinutes(startsAt, -10));
    const before = await evaluate(stack);
    await passBy(stack, startsAt);
    const active = await show(stack, id);
    await passBy(stack, active.endsAt ?? '');

    expect(waiting.body.items).toMatchObject([{ status: 'scheduled', startsAt }]);
    expect(before.decision).toBe(false);
    expect(active).toMatchObject({ status: 'active', startsAt });
    expect(Date.parse(active.endsAt ?? '') - Date.parse(startsAt)).toBeGreaterThanOrEqual(60 * 60_000);
    expect(Date.parse(active.endsAt ?? '') - Date.parse(startsAt)).toBeLessThan(61 * 60_000);
    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
  });

  it('that is cancelled while it waits for its start never begins', async () => {
    const startsAt = inMinutes(24 * 60);
    const id = await ask(stack, 'margaret', {
      items: [{ roleId: 'user-administrator', durationMinutes: 30, startsAt }],
      justification: 'Tomorrow',
    });
    const scheduled = await stack.as('margaret').get('/v1/me/activations?limit=1');

    await stack.as('margaret').post(`/v1/activations/${id}/cancel`);
    await stack.settled();
    const left = running();
    await passBy(stack, startsAt);

    expect(scheduled.body.items).toMatchObject([{ id, status: 'approved', startsAt }]);
    expect(left).toEqual([]);
    expect((await show(stack, id)).status).toBe('cancelled');
    expect((await show(stack, id)).timeline?.map(({ type }) => type)).not.toContain('activation.provisioning');
  });
});
