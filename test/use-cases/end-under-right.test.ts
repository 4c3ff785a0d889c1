import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { Principal } from '#shared/domain/principal';
import type { EndingCause } from '#shared/domain/right-ending';
import { keys } from '#shared/dynamodb/keys';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { sweep } from '#shared/use-cases/sweep';
import { failing } from '#test/support/fake-access-provider';
import {
  ada,
  alan,
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
import { ask, expectSound, grant, stored, vote } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

const own = assignment(ada, EXCHANGE, 'eligible').id;
const ofGroup = assignment(operators, EXCHANGE, 'eligible').id;

/** Each right, whose activation runs under it, and how it is taken away. */
const causes: readonly { cause: EndingCause; who: Principal; what: string; take: (w: World) => Promise<void> }[] = [
  {
    what: 'an eligibility of their own',
    cause: { reason: 'eligibility_gone', assignmentId: own, holderId: ada.id, roleId: EXCHANGE },
    who: ada,
    take: (w) => w.table.erase(keys.assignment(ada.id, own)),
  },
  {
    what: 'the eligibility of their group',
    cause: { reason: 'eligibility_gone', assignmentId: ofGroup, holderId: operators.id, roleId: EXCHANGE },
    who: margaret,
    take: (w) => w.table.erase(keys.assignment(operators.id, ofGroup)),
  },
  {
    what: 'their membership',
    cause: { reason: 'membership_gone', groupId: operators.id, principalId: margaret.id },
    who: margaret,
    take: (w) => w.table.erase(keys.membership(margaret.id, operators.id)),
  },
  {
    what: 'their own being enabled',
    cause: { reason: 'principal_disabled', principalId: ada.id, kind: 'user' },
    who: ada,
    take: (w) => w.table.edit(keys.principal(ada.id), { enabled: false }),
  },
  {
    what: 'their group’s being enabled',
    cause: { reason: 'principal_disabled', principalId: operators.id, kind: 'group' },
    who: margaret,
    take: (w) => w.table.edit(keys.principal(operators.id), { enabled: false }),
  },
  {
    what: 'the role’s being enabled',
    cause: { reason: 'role_disabled', roleId: EXCHANGE },
    who: ada,
    take: (w) => w.table.edit(keys.role(EXCHANGE), { enabled: false }),
  },
];

const statuses = ['pending_approval', 'approved', 'provisioning', 'active'] as const;

/** Asks for Exchange and goes as far as a status. */
async function reach(status: (typeof statuses)[number], person: Principal): Promise<Activation> {
  const { id } = await ask(world, {}, person);
  if (status !== 'pending_approval') await vote(world, id, alan);
  if (status === 'provisioning') {
    world.accessProvider.after = failing(1);
    await expect(grant(world, await stored(world, id))).rejects.toThrow('Throttled.');
  }
  if (status === 'active') await grant(world, await stored(world, id));
  return stored(world, id);
}

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
    const { id } = await reach(status, who);
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
    const { id } = await reach('active', who);
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
    const { id } = await reach('active', who);
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

describe('what does not run under it', () => {
  it('goes on: what others hold by themselves, when a group’s eligibility went', async () => {
    const [mine, theirs] = [await reach('active', ada), await reach('active', margaret)];
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
    const { id } = await reach('active', margaret);
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
    const { id, eligibility } = await reach('pending_approval', margaret);
    await world.table.erase(keys.assignment(eligibility.holderId, eligibility.assignmentId));
    await rightGone(world, { reason: 'eligibility_gone', ...eligibility, roleId: EXCHANGE });

    await dispatchEnding(world);

    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'eligibility_gone' });
    expect(await ask(world, {}, margaret)).toMatchObject({ status: 'pending_approval' });
  });

  it('is nothing of a workload, which activates nothing', async () => {
    const mine = await reach('active', ada);
    await rightGone(world, { reason: 'principal_disabled', principalId: 'prn_robot', kind: 'workload' });

    await dispatchEnding(world);

    expect(await stored(world, mine.id)).toEqual(mine);
  });
});

describe('the last look', () => {
  const cause: EndingCause = { reason: 'role_disabled', roleId: EXCHANGE };

  it('a minute later finds what the lists did not show yet, and only then forgets the ending', async () => {
    const { id } = await reach('active', ada);
    await rightGone(world, cause);
    const lagging = { ...world.endings, listOpenOfRole: async () => ({ items: [] }) };
    await endNextPage(ENDING, { ...world, endings: lagging });
    expect(await stored(world, id)).toMatchObject({ status: 'active' });

    world.passMinutes(1);
    await sweep(world);

    expect(await stored(world, id)).toMatchObject({ status: 'revoking', reason: 'role_disabled' });
    expect(await world.endings.find(ENDING)).toBeUndefined();
  });

  it('is not taken before its time, whoever wakes dispatch', async () => {
    await rightGone(world, cause);
    await dispatchEnding(world);
    const waiting = await world.endings.find(ENDING);
    world.passMinutes(0.99);

    expect(await endNextPage(ENDING, world)).toEqual({ goesOn: false, failures: [] });

    expect(await world.endings.find(ENDING)).toEqual(waiting);
    expect(waiting).toMatchObject({ restsUntil: plusMinutes(NOON, 1) });
  });

  it('leaves what was activated after the role was enabled again', async () => {
    await world.table.edit(keys.role(EXCHANGE), { enabled: false });
    await rightGone(world, cause);
    await dispatchEnding(world);
    await world.table.edit(keys.role(EXCHANGE), { enabled: true });
    world.passMinutes(0.5);
    const { id } = await reach('active', ada);

    world.passMinutes(0.5);
    await sweep(world);

    expect(await stored(world, id)).toMatchObject({ status: 'active' });
    expect(await world.endings.find(ENDING)).toBeUndefined();
  });

  it.each(causes)(
    'ends what a clock ahead says was asked later, while $what is gone',
    async ({ who, take, ...row }) => {
      await rightGone(world, row.cause);
      world.passMinutes(0.1);
      const { id } = await reach('active', who);
      await take(world);

      await dispatchEnding(world);

      expect(await stored(world, id)).toMatchObject({ status: 'revoking', reason: row.cause.reason });
    },
  );

  it('ends what was asked before the role went, however soon it is enabled again', async () => {
    const { id } = await reach('active', ada);
    await rightGone(world, cause);

    await dispatchEnding(world);

    expect(await stored(world, id)).toMatchObject({ status: 'revoking' });
  });
});
