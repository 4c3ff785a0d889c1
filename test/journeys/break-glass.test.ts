import { rmSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { minutesBetween } from '#shared/domain/instant';
import { additionsTo, approver } from '#test/support/additions';
import { buildWithout } from '#test/support/altered-build';
import { type TestStack, withLocalStack } from '#test/support/local-stack';
import { ask, endEverything, show } from '#test/support/story';
import { leavingAllAsItWas } from '#test/support/unchanged';

/** Vault Keeper needs an approval; ada alone may break the glass, for half an hour. */
async function stackWithVault(options: Parameters<typeof withLocalStack>[0] = {}): Promise<TestStack> {
  const stack = await withLocalStack(options);
  const additions = additionsTo(stack);
  const breakGlass = { principals: [approver('ada')], maximumDurationMinutes: 30 };
  await additions.addRole('vault-keeper', { approval: { required: true, approvers: [approver('alan')] }, breakGlass });
  await additions.makeEligible('ada', 'vault-keeper');
  await additions.makeEligible('margaret', 'vault-keeper');
  additions.close();
  return stack;
}

const emergency = (changes: object = {}) => ({
  items: [{ roleId: 'vault-keeper', breakGlass: true, durationMinutes: 30, ...changes }],
  justification: 'Everything burns',
});
/** The workflow looks again two seconds after it found that people had not been told yet. */
const SIX_SECONDS = 0.1;

/** Ada takes the vault by break-glass, and lets go of it before she has it; that she did awaits review. */
async function useAndCancel(stack: TestStack): Promise<string> {
  const id = await ask(stack, 'ada', emergency());
  await stack.as('ada', { mfa: true }).post(`/v1/activations/${id}/cancel`);
  return id;
}

describe('T-45: break-glass', () => {
  it('is on record and alarms before the answer, is given once people were told, and signed off by somebody else', async () => {
    const stack = await stackWithVault();
    const alan = stack.as('alan');

    const answer = await stack.as('ada', { mfa: true }).post('/v1/activations', emergency());
    const alarms = stack.functions.logs.filter(({ line }) => line.includes('"BreakGlassUsed":1'));
    const recorded = (await stack.exportTable()).filter(({ entity, details }) => {
      return entity === 'event' && Object(details).breakGlass === true;
    });
    await stack.settled();
    const id = answer.body.results?.[0]?.activation?.id ?? '';
    await stack.advance(SIX_SECONDS);
    const used = await show(stack, id);
    const review = `/v1/activations/${id}/review`;
    const own = await leavingAllAsItWas(stack, () =>
      stack.as('ada', { mfa: true }).post(review, { justification: 'Fine' }),
    );
    const signed = await alan.post(review, { justification: 'It did burn' });
    const [awaiting, found] = await Promise.all(
      ['awaiting', 'signed'].map((which) => alan.get(`/v1/reports/activations?review=${which}`)),
    );

    expect(answer.status).toBe(201);
    expect([alarms.length, recorded.length]).toEqual([1, 1]);
    expect(used).toMatchObject({ status: 'active', breakGlass: { review: 'awaiting' } });
    expect(stack.mailTo('grace').map(({ subject }) => subject)).toContainEqual(
      expect.stringMatching(/emergency|glass/i),
    );
    expect([own.status, own.body.code]).toEqual([403, 'not_allowed']);
    expect([signed.status, signed.body]).toMatchObject([
      200,
      { breakGlass: { review: 'signed', reviewedBy: { id: 'alan' } } },
    ]);
    expect([awaiting?.body.items, found?.body.items?.map((item) => item.id)]).toEqual([[], [id]]);
    expect(minutesBetween(used.activatedAt ?? '', used.endsAt ?? '')).toBeLessThanOrEqual(30);
  });

  it('T-58: is refused to the unlisted, for longer than it may, for a role that has none, and again until it is reviewed', async () => {
    const stack = await stackWithVault();
    const use = (person: string, changes: object) =>
      leavingAllAsItWas(stack, () => stack.as(person, { mfa: true }).post('/v1/activations', emergency(changes)));

    const answers = [
      await use('margaret', {}),
      await use('ada', { durationMinutes: 31 }),
      await use('margaret', { roleId: 'user-administrator' }),
      await use('mallory', {}),
    ];

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [403, 'break_glass_not_allowed'],
      [422, 'duration_too_long'],
      [403, 'break_glass_not_allowed'],
      [403, 'not_eligible'],
    ]);
    expect(stack.functions.logs.filter(({ line }) => line.includes('"BreakGlassUsed"'))).toEqual([]);

    const ids = [await useAndCancel(stack), await useAndCancel(stack)];
    const third = await use('ada', {});
    await stack.as('grace', { mfa: true }).post(`/v1/activations/${ids[0]}/review`, { justification: 'Seen' });
    const afterReview = await stack.as('ada', { mfa: true }).post('/v1/activations', emergency());

    expect([third.status, third.body.code]).toEqual([409, 'reviews_awaited']);
    expect(third.text).toMatch(/Grace Hopper \(grace\), Alan Turing \(alan\)\./);
    expect(afterReview.status).toBe(201);
    const alarms = stack.functions.logs.filter(({ line }) => line.includes('"ReviewsAwaited":2'));
    expect(alarms).toHaveLength(2);
  });

  it('is given after a minute when nobody can be told, and told once they can', async () => {
    const stack = await stackWithVault();
    stack.faults.arm('ses', 'error', 1_000_000);

    const id = await ask(stack, 'ada', emergency());
    await stack.advance(SIX_SECONDS);
    const early = await show(stack, id);
    await stack.advance(1.5);
    const late = await show(stack, id);
    stack.faults.arm('ses', 'error', 0);
    await stack.advance(10);

    expect([early.status, late.status]).toEqual(['approved', 'active']);
    expect(late).not.toHaveProperty('breakGlass.announcedAt');
    expect(await show(stack, id)).toMatchObject({ status: 'active', breakGlass: { announcedAt: expect.any(String) } });
    await endEverything(stack);
  });

  it('is given while the sweeper is silent, when nobody else is given anything', async () => {
    const folder = buildWithout((_, { Properties }) => Properties?.ScheduleExpression === 'rate(1 minute)');
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const stack = await stackWithVault({ folder });
    await stack.advance(11);

    const usual = await ask(stack, 'margaret', { items: [{ roleId: 'user-administrator' }], justification: 'Work' });
    const used = await ask(stack, 'ada', emergency());
    await stack.advance(SIX_SECONDS);
    const statuses = [(await show(stack, usual)).status, (await show(stack, used)).status];
    await endEverything(stack);

    expect(statuses).toEqual(['approved', 'active']);
  });
});
