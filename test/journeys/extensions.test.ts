import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { minutesBetween, plusMinutes } from '#shared/domain/instant';
import { type Additions, additionsTo } from '#test/support/additions';
import { expectSoundAudit, openTraces } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, decide, endEverything, evaluate, passBy, show } from '#test/support/story';

let stack: TestStack;
let additions: Additions;
beforeAll(async () => {
  stack = await startTestStack();
  additions = additionsTo(stack);
});
afterAll(async () => {
  additions.close();
  await stack.stop();
});
afterEach(async () => {
  await endEverything(stack);
  const rows = await stack.exportTable();
  expectSoundAudit(rows);
  expect(openTraces(rows)).toEqual([]);
});

const executions = () => stack.stepFunctions.executions().map(({ name, status }) => [name, status]);
const timeline = async (id: string) => (await show(stack, id)).timeline?.map(({ type }) => type.split('.')[1]);

describe('ACT-7: a running activation', () => {
  it('is extended by an approver’s yes, outlives its old end and its old execution, and ends at the new end', async () => {
    const id = await askForExchange(stack);
    await decide(stack, 'grace', id, 'approve');
    await stack.settled();
    const { endsAt: oldEnd = '' } = await show(stack, id);
    const more = { additionalMinutes: 30, justification: 'The queue is longer than thought' };

    const asked = await stack.as('ada', { mfa: true }).post(`/v1/activations/${id}/extend`, more);
    await stack.settled();
    const inbox = (await stack.as('alan').get('/v1/approvals')).body.items?.map((item) => item.id);
    const decided = await decide(stack, 'alan', id, 'approve');
    await stack.settled();
    const during = executions().filter(([name]) => name?.startsWith(id));
    await passBy(stack, oldEnd);
    const afterOldEnd = [(await show(stack, id)).status, (await evaluate(stack)).decision];
    await passBy(stack, plusMinutes(oldEnd, 30));

    expect([asked.status, asked.body]).toMatchObject([202, { endsAt: oldEnd, extension: { additionalMinutes: 30 } }]);
    expect(inbox).toEqual([id]);
    expect([decided.status, decided.body.endsAt]).toEqual([200, plusMinutes(oldEnd, 30)]);
    expect(during).toEqual(
      expect.arrayContaining([
        [`${id}.1`, 'ABORTED'],
        [`${id}.2`, 'RUNNING'],
      ]),
    );
    expect(afterOldEnd).toEqual(['active', true]);
    expect(await show(stack, id)).toMatchObject({
      status: 'ended',
      outcome: 'expired',
      endsAt: plusMinutes(oldEnd, 30),
    });
    expect((await evaluate(stack)).decision).toBe(false);
    expect(await timeline(id)).toEqual(expect.arrayContaining(['extension_requested', 'extended', 'ended']));
  });

  it('is extended at once where nobody is asked, by its holder alone and within the rules', async () => {
    const wanted = { items: [{ roleId: 'user-administrator', durationMinutes: 10 }], justification: 'New colleague' };
    const id = await ask(stack, 'margaret', wanted);
    const { endsAt = '' } = await show(stack, id);
    const extend = (person: string, additionalMinutes: number, mfa = true) =>
      stack
        .as(person, { mfa })
        .post(`/v1/activations/${id}/extend`, { additionalMinutes, justification: 'Two of them' });

    const refused = [
      await extend('mallory', 10),
      await extend('margaret', 10, false),
      await extend('margaret', 4),
      await extend('margaret', 100_000),
    ];
    const extended = await extend('margaret', 10);
    await stack.settled();
    await passBy(stack, plusMinutes(endsAt, 10));

    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'activation_not_found'],
      [401, 'mfa_required'],
      [422, 'duration_too_short'],
      [422, 'duration_too_long'],
    ]);
    expect([extended.status, extended.body.endsAt]).toEqual([200, plusMinutes(endsAt, 10)]);
    expect(await show(stack, id)).toMatchObject({ status: 'ended', endsAt: plusMinutes(endsAt, 10) });
  });
});

describe('T-45: break-glass', () => {
  it('is given once people were told, and signed off by another administrator', async () => {
    const breakGlass = {
      principals: [{ kind: 'user' as const, id: 'ada', displayName: 'Ada' }],
      maximumDurationMinutes: 30,
    };
    await additions.addRole('vault-keeper', { approval: { required: true }, breakGlass });
    await additions.makeEligible('ada', 'vault-keeper');
    const emergency = {
      items: [{ roleId: 'vault-keeper', breakGlass: true, durationMinutes: 30 }],
      justification: 'Everything burns',
    };

    const id = await ask(stack, 'ada', emergency);
    // The workflow tries again two seconds later, where people had not been told yet when it came first.
    await stack.advance(0.1);
    const used = await show(stack, id);
    const own = await stack.as('ada', { mfa: true }).post(`/v1/activations/${id}/review`, { justification: 'Fine' });
    const signed = await stack.as('alan').post(`/v1/activations/${id}/review`, { justification: 'It did burn' });
    const awaiting = await stack.as('alan').get('/v1/reports/activations?review=awaiting');
    const found = await stack.as('alan').get('/v1/reports/activations?review=signed');

    expect(used).toMatchObject({ status: 'active', breakGlass: { review: 'awaiting' } });
    expect([own.status, own.body.code]).toEqual([403, 'not_allowed']);
    expect([signed.status, signed.body]).toMatchObject([
      200,
      { breakGlass: { review: 'signed', reviewedBy: { id: 'alan' } } },
    ]);
    expect([awaiting.body.items, found.body.items?.map((item) => item.id)]).toEqual([[], [id]]);
    expect(minutesBetween(used.activatedAt ?? '', used.endsAt ?? '')).toBeLessThanOrEqual(30);
  });
});
