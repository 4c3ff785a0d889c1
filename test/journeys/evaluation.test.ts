import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, evaluate, show } from '#test/support/story';

let stack: TestStack;
let endsAt: string | undefined;
beforeAll(async () => {
  stack = await startTestStack();
  const id = await ask(stack, 'margaret', { items: [{ roleId: 'user-administrator' }], justification: 'Work' });
  ({ endsAt } = await show(stack, id));
});
afterAll(() => stack.stop());

const workload = () => stack.as('mailbox-admin-center');
const question = (changes: object = {}) => ({
  subject: { type: 'user', id: 'margaret' },
  action: { name: 'use' },
  resource: { type: 'role', id: 'user-administrator', properties: { resourceId: '/' } },
  ...changes,
});
const post = (body: object) => workload().post('/access/v1/evaluation', body);

describe('an evaluation', () => {
  it('says yes, and until when, for somebody who holds the role', async () => {
    const { status, body } = await post(question());

    expect([status, body]).toEqual([200, { decision: true, context: { reason: 'active', validUntil: endsAt } }]);
  });

  it('knows people by issuer and subject too, and a standing assignment has no end', async () => {
    const subject = { type: 'user', id: `${stack.identityProviderOrigin}|alan` };

    const { body } = await post(question({ subject, resource: { type: 'role', id: 'security-administrator' } }));

    expect(body).toEqual({ decision: true, context: { reason: 'active' } });
  });

  it('takes fields that the standard allows and Lapse does not know', async () => {
    const { status, body } = await post(question({ context: { time: 'now' }, options: { x: 1 } }));

    expect([status, body.decision]).toEqual([200, true]);
  });

  it.each<[string, object, string]>([
    ['an unknown subject', { subject: { type: 'user', id: 'nobody' } }, 'unknown_subject'],
    ['an unknown kind of subject', { subject: { type: 'robot', id: 'margaret' } }, 'unknown_subject'],
    ['an unknown role', { resource: { type: 'role', id: 'emperor' } }, 'unknown_role'],
    ['what is no role', { resource: { type: 'file', id: 'user-administrator' } }, 'unknown_role'],
    [
      'an unknown resource',
      { resource: { type: 'role', id: 'user-administrator', properties: { resourceId: 'moon' } } },
      'unknown_resource',
    ],
    ['an unknown action', { action: { name: 'delete' } }, 'unknown_action'],
    ['an eligible one who has not activated', { subject: { type: 'user', id: 'linus' } }, 'not_active'],
    ['ids that look like keys', { subject: { type: 'user', id: 'margaret#OPEN' } }, 'unknown_subject'],
  ])('says no for %s, and why', async (_, changes, reason) => {
    const { status, body } = await post(question(changes));

    expect([status, body]).toEqual([200, { decision: false, context: { reason } }]);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['no resource', { subject: { type: 'user', id: 'ada' }, action: { name: 'use' } }],
    ['a subject that is text', question({ subject: 'ada' })],
  ])('of %s is no question', async (_, body) => {
    const { status, body: problem } = await post(body);

    expect([status, problem.code]).toEqual([400, 'invalid_input']);
  });

  it('of several answers each, what one leaves out taken from the request around it', async () => {
    const { action, resource, subject } = question();

    const { status, body } = await workload().post('/access/v1/evaluations', {
      action,
      resource,
      evaluations: [{ subject }, { subject: { type: 'user', id: 'ada' } }, {}],
    });

    expect(status).toBe(200);
    expect(body.evaluations).toMatchObject([
      { decision: true },
      { decision: false, context: { reason: 'not_active' } },
      { decision: false, context: { reason: 'incomplete_question' } },
    ]);
  });

  it('is for workloads with the scope to ask', async () => {
    const wrongScope = await stack
      .as('mailbox-admin-center', { scopes: ['openid'] })
      .post('/access/v1/evaluation', question());
    const person = await stack.as('grace', { mfa: true }).post('/access/v1/evaluation', question());
    const scopedPerson = await stack
      .as('grace', { mfa: true, scopes: ['access:evaluate'] })
      .post('/access/v1/evaluation', question());

    expect([wrongScope.status, person.status]).toEqual([403, 403]);
    expect([scopedPerson.status, scopedPerson.body.code]).toEqual([403, 'not_a_workload']);
  });

  it('says no from the end on, however late workflow and sweeper are', async () => {
    const secondsLeft = () => (Date.parse(endsAt ?? '') - stack.clock.now()) / 1000;
    for (const { executionArn } of stack.stepFunctions.executions())
      await stack.stepFunctions.call('StopExecution', { executionArn });
    await stack.advance((secondsLeft() - 10) / 60);

    const before = await evaluate(stack, 'margaret', 'user-administrator');
    await stack.clock.advance((secondsLeft() + 1) * 1000, stack.settled);
    const after = await evaluate(stack, 'margaret', 'user-administrator');

    expect([before.decision, after.decision]).toEqual([true, false]);
    const rows = await stack.exportTable();
    expect(rows.find(({ entity }) => entity === 'activation')).toMatchObject({ status: 'active' });
  });
});
