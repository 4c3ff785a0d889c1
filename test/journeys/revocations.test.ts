import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RightEnding } from '#shared/domain/right-ending';
import { revocationAnswers } from '#shared/http/answers/revocations';
import { expectSoundAudit, openTraces } from '#test/support/audit-trail';
import { writeEnding } from '#test/support/endings';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, askForExchange, decide, evaluate, show } from '#test/support/story';

let stack: TestStack;
beforeAll(async () => {
  stack = await startTestStack();
});
afterAll(() => stack.stop());
afterEach(async () => {
  const rows = await stack.exportTable();
  expectSoundAudit(rows);
  expect(openTraces(rows)).toEqual([]);
  expect(stack.stepFunctions.executions().filter(({ status }) => status === 'RUNNING')).toEqual([]);
});

const revoke = (id: string, body: unknown = { reason: 'Left the company' }, person = 'grace') =>
  stack.as(person, { mfa: true }).post(`/v1/activations/${id}/revoke`, body);
const lastMailTo = (person: string) => stack.mailTo(person).at(-1);

describe('an administrator', () => {
  it('revokes an access: it is refused at once, taken away, told and on record (END-2, T-26)', async () => {
    const id = await askForExchange(stack);
    await decide(stack, 'grace', id, 'approve');
    await stack.settled();
    const during = await evaluate(stack);

    const refused = await Promise.all([
      revoke(id, { reason: ' ' }),
      revoke(id, {}),
      revoke(id, undefined, 'ada'),
      revoke(id, undefined, 'alan'),
      revoke('act_none'),
    ]);
    const answer = await revoke(id);
    const after = await evaluate(stack);
    await stack.settled();
    const again = await revoke(id);

    expect(refused.map(({ status, body }) => [status, body.code])).toEqual([
      [400, 'invalid_input'],
      [400, 'invalid_input'],
      [404, 'activation_not_found'],
      [404, 'activation_not_found'],
      [404, 'activation_not_found'],
    ]);
    expect([during.decision, after.decision]).toEqual([true, false]);
    expect([answer.status, answer.body.status, answer.body.outcome]).toEqual([200, 'revoking', 'revoked']);
    expect(v.is(revocationAnswers.revokeActivation[200], answer.body)).toBe(true);
    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'revoked', reason: 'Left the company' });
    expect(lastMailTo('ada')?.subject).toBe('Ended: Exchange Administrator');
    expect(lastMailTo('ada')?.text).toContain('Reason: “Left the company”');
    const revoking = (await stack.exportTable()).find(({ type }) => type === 'activation.revoking');
    expect(revoking).toMatchObject({
      actor: { id: 'grace' },
      details: { reason: 'Left the company', ip: '127.0.0.1', userAgent: expect.any(String) },
    });
    expect([again.status, again.body.code]).toEqual([409, 'not_active']);
  });

  it('cancels a request that waits, and the approvers see it no more', async () => {
    const id = await askForExchange(stack);

    const { status, body } = await revoke(id, { reason: 'Not like this' });
    await stack.settled();

    expect([status, body.status]).toEqual([200, 'cancelled']);
    expect((await stack.as('alan').get('/v1/approvals')).body.items).toEqual([]);
    expect(lastMailTo('ada')?.text).toContain('By: Grace Hopper (grace)\n  Reason: “Not like this”');
  });
});

describe('a right that went', () => {
  const roleId = 'helpdesk-administrator';
  const wanted = { items: [{ roleId }], justification: 'Work' };
  const go = async (id: string, changes: Partial<RightEnding> = {}) => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new DynamoDBClient({ endpoint: stack.servicesOrigin, region: 'eu-west-1', credentials });
    const at = new Date(stack.clock.now()).toISOString();
    const table = { name: stack.tableName, client };
    await writeEnding(table, at, { reason: 'role_disabled', roleId }, { id, ...changes });
    client.destroy();
    await stack.settled();
  };
  const endings = async () => (await stack.exportTable()).filter(({ entity }) => entity === 'ending');

  it('takes what runs under it along at once, and is forgotten after the last look', async () => {
    const id = await ask(stack, 'linus', wanted);

    await go('end_1');
    const ended = await show(stack, id);
    const waiting = await endings();
    await stack.advance(1.5);

    expect(ended).toMatchObject({ status: 'ended', outcome: 'revoked', reason: 'role_disabled' });
    expect(lastMailTo('linus')?.text).toContain('Reason: the role is disabled');
    expect((await evaluate(stack, 'linus', roleId)).decision).toBe(false);
    expect(waiting).toHaveLength(1);
    expect(await endings()).toEqual([]);
  });

  it('and was put off is left to the sweeper', async () => {
    const id = await ask(stack, 'linus', wanted);

    await go('end_2', { failedPasses: 1 });
    const before = await show(stack, id);
    await stack.advance(1.5);
    await stack.settled();

    expect(before.status).toBe('active');
    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'revoked', reason: 'role_disabled' });
    expect(await endings()).toEqual([]);
  });
});
