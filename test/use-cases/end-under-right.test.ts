import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import { keys } from '#shared/dynamodb/keys';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { sweep } from '#shared/use-cases/sweep';
import {
  ada,
  assignment,
  EXCHANGE,
  foundOrganization,
  margaret,
  operators,
  role,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { dispatchEnding, ENDING, rightGone } from './endings.ts';
import { causes, ofGroup, reach, statuses } from './lost-rights.ts';
import { ask, expectSound, stored } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

const mayUse = async (person: Principal) => {
  const question = {
    subject: { type: 'user', id: person.id },
    action: { name: 'use' },
    resource: { type: 'role', id: EXCHANGE },
  };
  return (await evaluateAccess(question, world)).decision;
};

describe('what runs under a right that went (ASG-4)', () => {
  const cells = causes.flatMap((row) => statuses.map((status) => ({ ...row, status })));

  it.each(cells)('ends: $status, by somebody who lost $what', async ({ cause, who, take, status }) => {
    const { id } = await reach(world, status, who);
    await take(world);
    const ending = await rightGone(world, cause);

    await dispatchEnding(world);

    const { reason } = cause;
    const isGiven = status === 'provisioning' || status === 'active';
    expect(await expectSound(world, id)).toMatchObject(
      isGiven ? { status: 'revoking', outcome: 'revoked', reason } : { status: 'cancelled', reason, endedAt: NOON },
    );
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({
      actor: ending.actor,
      details: { reason, ending: ending.id, cause, ...(isGiven ? { outcome: 'revoked' } : {}) },
    });
    expect(await mayUse(who)).toBe(false);
  });

  it.each(causes)('ends once: asking again after $what went changes nothing', async ({ cause, who, take }) => {
    const { id } = await reach(world, 'active', who);
    await take(world);
    await rightGone(world, cause);
    await dispatchEnding(world);
    const before = await world.exportTable();

    await dispatchEnding(world);
    await endNextPage('end_none', world);

    expect(await world.exportTable()).toEqual(before);
    expect(await stored(world, id)).toMatchObject({ status: 'revoking' });
  });

  it.each(causes)('is ended by the sweeper when dispatch never hears that $what went', async ({ cause, who, take }) => {
    const { id } = await reach(world, 'active', who);
    await take(world);
    await rightGone(world, cause);

    world.passMinutes(1);
    await sweep(world);
    world.passMinutes(1);
    await sweep(world);

    expect(await expectSound(world, id)).toMatchObject({ status: 'ended', outcome: 'revoked', reason: cause.reason });
    expect(world.accessProvider.given.size).toBe(0);
    expect(await world.endings.find(ENDING)).toBeUndefined();
  });
});

it('a group that was eligible for several roles loses what runs under each of them', async () => {
  const roleIds = ['a-role', 'z-role'];
  for (const roleId of roleIds) {
    await world.directory.addRole(role(roleId), demonstration);
    await world.directory.addAssignment(assignment(operators, roleId, 'eligible'), demonstration);
  }
  const asked = await Promise.all([EXCHANGE, ...roleIds].map((roleId) => ask(world, { roleId }, margaret)));
  await rightGone(world, { reason: 'principal_disabled', principalId: operators.id, kind: 'group' });

  const pages = await dispatchEnding(world);

  expect(pages).toHaveLength(3);
  for (const { id } of asked) expect(await expectSound(world, id)).toMatchObject({ status: 'cancelled' });
});

describe('what does not run under it', () => {
  it('goes on: what others hold by themselves, when a group’s eligibility went', async () => {
    const [mine, theirs] = [await reach(world, 'active', ada), await reach(world, 'active', margaret)];
    await rightGone(world, {
      reason: 'eligibility_gone',
      assignmentId: ofGroup,
      holderId: operators.id,
      roleId: EXCHANGE,
    });

    await dispatchEnding(world);

    expect(await stored(world, mine.id)).toEqual(mine);
    expect(await stored(world, theirs.id)).toMatchObject({ status: 'revoking' });
  });

  it('goes on: what the same person asked for otherwise, when a membership went', async () => {
    await world.directory.addRole(role('billing'), demonstration);
    await world.directory.addAssignment(assignment(margaret, 'billing', 'eligible'), demonstration);
    const other = await ask(world, { roleId: 'billing' }, margaret);
    const { id } = await reach(world, 'active', margaret);
    await rightGone(world, { reason: 'membership_gone', groupId: operators.id, principalId: margaret.id });

    await dispatchEnding(world);

    expect(await stored(world, other.id)).toEqual(other);
    expect(await stored(world, id)).toMatchObject({ status: 'revoking' });
  });

  it('ends all the same for somebody who is eligible in another way, who may activate again', async () => {
    await world.directory.addAssignment(assignment(margaret, EXCHANGE, 'eligible'), demonstration);
    await world.directory.addAssignment(
      assignment(operators, EXCHANGE, 'eligible', { id: 'asg_second' }),
      demonstration,
    );
    const { id, eligibility } = await reach(world, 'pending_approval', margaret);
    await world.table.erase(keys.assignment(eligibility.holderId, eligibility.assignmentId));
    await rightGone(world, { reason: 'eligibility_gone', ...eligibility, roleId: EXCHANGE });

    await dispatchEnding(world);

    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'eligibility_gone' });
    expect(await ask(world, {}, margaret)).toMatchObject({ status: 'pending_approval' });
  });

  it('is nothing of a workload, which activates nothing', async () => {
    const mine = await reach(world, 'active', ada);
    await rightGone(world, { reason: 'principal_disabled', principalId: 'prn_robot', kind: 'workload' });

    await dispatchEnding(world);

    expect(await stored(world, mine.id)).toEqual(mine);
  });
});
