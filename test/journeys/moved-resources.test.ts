import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestStack, type TestStack } from '#test/support/local-stack';
import { inGroup, type OwnRoles, ownRoles, unique, user } from '#test/support/own-roles';
import { ask, decide, show } from '#test/support/story';

let stack: TestStack;
let own: OwnRoles;
const grace = () => stack.as('grace', { mfa: true });

/** ada is eligible for a role at one unit, below which the account stands, and for nothing at the other. */
beforeAll(async () => {
  stack = await startTestStack();
  own = ownRoles(stack);
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

describe('an administrator with an open request of their own (T-59)', () => {
  const cancelled = ['cancelled', 'changed_by_requester'];

  it('loses it by moving its resource, as a dry run tells', async () => {
    const roleId = await own.role('grace', [user('alan')]);
    const unit =
      (await own.grace.post('/v1/resources', { id: unique('unit'), displayName: 'u', kind: 'organizational_unit' }))
        .body.id ?? '';
    const account =
      (
        await own.grace.post('/v1/resources', {
          id: unique('account'),
          displayName: 'a',
          kind: 'account',
          parentId: 'production',
        })
      ).body.id ?? '';
    await own.save(roleId, { approval: { required: true, approvers: [user('mallory')] } }, unit);
    const id = await own.ask('grace', roleId, { resourceId: account });

    const tried = await own.grace.patch(`/v1/resources/${account}?dryRun=true`, { parentId: unit });
    expect([tried.text.includes(id), await own.statusOf(id)]).toEqual([true, ['pending_approval', undefined]]);
    await own.grace.patch(`/v1/resources/${account}`, { parentId: unit });

    expect(await own.statusOf(id)).toEqual(cancelled);
    expect((await decide(stack, 'mallory', id, 'approve')).status).toBeGreaterThanOrEqual(400);
  });

  it('loses it by settings at a nearer node, the approver group, the approver role, an approver or a person', async () => {
    const group =
      (await own.grace.post('/v1/principals', { kind: 'group', displayName: 'G', members: ['alan'] })).body.id ?? '';
    const byRole = { kind: 'role', id: 'security-administrator' };
    const switched = (await own.grace.post('/v1/roles', { id: unique('role'), displayName: 'Switched' })).body.id ?? '';
    const roleId = await own.role('grace', [inGroup(group), byRole, { kind: 'role', id: switched }, user('margaret')]);
    const assigned = {
      principalIds: ['mallory'],
      roleId: byRole.id,
      type: 'active',
      permanent: true,
      justification: 'x',
    };
    const cases: [string, () => Promise<unknown>][] = [
      ['settings', () => own.save(roleId, { approval: { required: true, approvers: [user('mallory')] } }, 'payments')],
      ['group', () => own.change(group, { addMembers: ['mallory'] })],
      ['role', () => own.grace.post('/v1/assignments', assigned)],
      ['switch', () => own.grace.patch(`/v1/roles/${switched}`, { enabled: false })],
      ['approver', () => own.change('margaret', { enabled: false })],
      ['person', () => own.link('margaret', 'hr-margaret')],
    ];
    const outcomes: unknown[] = [];
    for (const [name, make] of cases) {
      const place = name === 'settings' ? 'payments' : '/';
      const id = await own.ask('grace', roleId, { resourceId: place });
      await make();
      outcomes.push(await own.statusOf(id));
    }

    expect(outcomes).toEqual(cases.map(() => cancelled));
    await own.change('margaret', { enabled: true });
  });
});
