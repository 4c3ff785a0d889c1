import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { ask, show } from '#test/support/story';

let stack: TestStack;
const grace = () => stack.as('grace', { mfa: true });

/** ada is eligible for a role at one unit, below which the account stands, and for nothing at the other. */
beforeAll(async () => {
  stack = await startTestStack();
  await grace().post('/v1/roles', { id: 'mover', displayName: 'Mover' });
  for (const id of ['from', 'to']) await addNode(id, 'organizational_unit');
  await grace().post('/v1/assignments', {
    ...{ principalIds: ['ada'], roleId: 'mover', resourceId: 'from', type: 'eligible', justification: 'Case' },
  });
});
afterAll(() => stack.stop());

const addNode = (id: string, kind: string, parentId?: string) =>
  grace().post('/v1/resources', { id, displayName: id, kind, ...(parentId ? { parentId } : {}) });
const moveTo = (id: string, parentId: string) => grace().patch(`/v1/resources/${id}`, { parentId });

async function may(resourceId: string): Promise<unknown> {
  const question = {
    ...{ subject: { type: 'user', id: 'ada' }, action: { name: 'use' } },
    resource: { type: 'role', id: 'mover', properties: { resourceId } },
  };
  return (await stack.as('mailbox-admin-center').post('/access/v1/evaluation', question)).body.decision;
}

describe('an account that leaves the unit its holder is eligible at (ASG-4b, T-50)', () => {
  it('ends what is active there: the evaluation says no from the answer of the move on', async () => {
    await addNode('account', 'account', 'from');
    const id = await ask(stack, 'ada', { items: [{ roleId: 'mover', resourceId: 'account' }], justification: 'Case' });
    expect(await may('account')).toBe(true);

    const moved = await moveTo('account', 'to');
    const answer = await may('account');
    await stack.settled();

    expect([moved.status, answer]).toEqual([200, false]);
    expect(await show(stack, id)).toMatchObject({ status: 'ended', outcome: 'revoked', reason: 'resource_moved' });
    expect(stack.mailTo('ada').at(-1)?.text).toContain('moved to where the eligibility does not reach');
  });

  it('is told of by a dry run, which ends nothing', async () => {
    await addNode('rehearsed', 'account', 'from');
    const id = await ask(stack, 'ada', {
      items: [{ roleId: 'mover', resourceId: 'rehearsed' }],
      justification: 'Case',
    });

    const rehearsal = await grace().patch('/v1/resources/rehearsed?dryRun=true', { parentId: 'to' });

    expect(rehearsal.status).toBe(200);
    expect(await show(stack, id)).toMatchObject({ status: 'active' });
    expect(await may('rehearsed')).toBe(true);
  });

  it('leaves alone what is reached still, one unit further down', async () => {
    await addNode('inner', 'organizational_unit', 'from');
    await addNode('kept', 'account', 'from');
    const id = await ask(stack, 'ada', { items: [{ roleId: 'mover', resourceId: 'kept' }], justification: 'Case' });

    await moveTo('kept', 'inner');
    await stack.settled();

    expect(await show(stack, id)).toMatchObject({ status: 'active' });
    expect(await may('kept')).toBe(true);
  });
});
