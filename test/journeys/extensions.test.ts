import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { expectSoundAudit, openTraces } from '#test/support/audit-trail';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, decide, endEverything, evaluate, passBy, show } from '#test/support/story';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(async () => {
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
