import { beforeEach, describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { Principal } from '#shared/domain/principal';
import { requestExtension } from '#shared/use-cases/request-assignment-extension';
import { ada, EXCHANGE, grace, mallory, margaret, operators } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne, expectChains, organization } from './assignment-steps.ts';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
const DAY = 24 * 60;
const days = (count: number) => plusMinutes(NOON, count * DAY);
let world: World;
let own: Assignment;
beforeEach(async () => {
  world = await organization(open);
  own = await assignOne(world, mallory, { type: 'eligible', endsAt: days(10) });
});

const request = async (who: Principal = mallory, { id } = own, endsAt = days(100)) =>
  requestExtension(
    { assignmentId: id, endsAt, justification: ' Still on the team ' },
    await callerOf(world, who),
    world,
  );

describe('asking to extend an assignment (ASG-3)', () => {
  it('waits for an administrator, on record', async () => {
    const extension = await request();

    expect(extension).toEqual({
      ...{ id: extension.id, assignmentId: own.id, principalId: mallory.id, roleId: EXCHANGE, resourceId: '/' },
      ...{ kind: 'extension', status: 'pending', requestedBy: mallory.id, requestedAt: NOON, revision: 1 },
      ...{ wantedEndsAt: days(100), justification: 'Still on the team' },
    });
    expect((await world.extensions.listWaiting({ limit: 10 })).items).toEqual([extension]);
    expect((await expectChains(world)).at(-1)).toMatchObject({
      type: 'extension.requested',
      subject: { kind: 'extension', id: extension.id },
      details: extension,
    });
  });

  it('is open to each member of the group that holds it, and to nobody else', async () => {
    const group = { ...operators, id: 'grp_other' };
    await world.directory.addPrincipal(group, demonstration);
    await world.directory.addMember({ principalId: margaret.id, groupId: group.id, groupName: 'x' }, demonstration);
    const groups = await assignOne(world, group, { type: 'eligible', endsAt: days(5) });

    expect(await refusalOf(world, () => request(ada, groups))).toEqual(refused('assignment_not_found'));
    expect(await refusalOf(world, () => request(grace, own))).toEqual(refused('assignment_not_found'));
    expect(await request(margaret, groups)).toMatchObject({ requestedBy: margaret.id, principalId: group.id });
  });

  it.each([
    ['too early, before the last 14 days', -4.001, 'extension_too_early'],
    ['too late, 30 days after the end', 40, 'extension_too_late'],
  ])('is refused %s', async (_, day, code) => {
    const later = await assignOne(world, ada, { endsAt: days(10) });
    world.setTime(days(day));

    expect(await refusalOf(world, () => request(ada, later))).toMatchObject({ code });
  });

  it('is asked once at a time, also by twenty at once', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => request()));

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusalOf(world, () => request())).toEqual(refused('assignment_extension_pending'));
    expect((await world.extensions.listWaiting({ limit: 10 })).items).toHaveLength(1);
  });
});
