import { beforeEach, describe, expect, it } from 'vitest';
import { PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { removeAssignment } from '#shared/use-cases/remove-assignment';
import { ada, alan, assignment, EXCHANGE, grace, mallory, operators } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne, endingsOf, expectChains, organization } from './assignment-steps.ts';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await organization(open);
});
const remove = async (id: string) => removeAssignment(id, await callerOf(world, grace), world);

describe('removing an assignment', () => {
  it('takes it away with its event', async () => {
    const standing = await assignOne(world, mallory);

    await remove(standing.id);

    expect(await world.assignments.find(standing.id)).toBeUndefined();
    expect((await expectChains(world)).at(-1)).toMatchObject({ type: 'assignment.removed', details: standing });
    expect(await endingsOf(world)).toMatchObject([{ reason: 'approvers_changed' }]);
    const subject = { type: 'user', id: mallory.id };
    const question = { subject, action: { name: 'use' }, resource: { type: 'role', id: EXCHANGE } };
    expect(await evaluateAccess(question, world)).toMatchObject({ decision: false });
  });

  it.each([ada, operators])('of an eligibility of $displayName ends what runs under it (ASG-4)', async (holder) => {
    const { id } = assignment(holder, EXCHANGE, 'eligible');

    await remove(id);

    expect(await endingsOf(world)).toEqual([
      { reason: 'eligibility_gone', assignmentId: id, holderId: holder.id, roleId: EXCHANGE },
    ]);
    const items = await world.exportTable();
    expect(items.find(({ entity }) => entity === 'ending')).toMatchObject({
      actor: { id: grace.id },
      at: NOON,
      pages: 0,
    });
  });

  it('that is not there is refused, also the second time', async () => {
    const { id } = await assignOne(world, mallory);
    await remove(id);

    expect(await refusalOf(world, () => remove(id))).toEqual(refused('assignment_not_found'));
    expect(await refusalOf(world, () => remove('asg_none'))).toEqual(refused('assignment_not_found'));
  });
});

describe('the last standing administrator (ONB-4)', () => {
  const own = assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active').id;

  it('cannot be removed, not even by themselves', async () => {
    expect(await refusalOf(world, () => remove(own))).toEqual(refused('last_administrator'));
  });

  it.each([
    ['eligible', { type: 'eligible' as const }],
    ['there for a time', { permanent: false }],
    ['Security Administrator', { roleId: SECURITY_ADMINISTRATOR }],
  ])('cannot be removed while the others are only %s', async (_, changes) => {
    await assignOne(world, mallory, { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, permanent: true, ...changes });

    expect(await refusalOf(world, () => remove(own))).toEqual(refused('last_administrator'));
  });

  it('is free to go once there is another', async () => {
    await assignOne(world, alan, { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, permanent: true });

    await remove(own);

    expect(await world.assignments.countAdministrators()).toBe(1);
    expect(await world.assignments.findHolder(grace.id)).toMatchObject({ isStanding: false });
  });
});
