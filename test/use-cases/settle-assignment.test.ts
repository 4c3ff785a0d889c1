import { beforeEach, describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import { plusMinutes } from '#shared/domain/instant';
import { decideExtension } from '#shared/use-cases/decide-assignment-extension';
import { listMyRoles } from '#shared/use-cases/list-my-roles';
import { requestExtension } from '#shared/use-cases/request-assignment-extension';
import { sweep } from '#shared/use-cases/sweep';
import { EXCHANGE, grace, mallory } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne, endingsOf, expectChains, organization } from './assignment-steps.ts';
import { callerOf } from './steps.ts';

const open = useWorlds();
const DAY = 24 * 60;
const days = (count: number) => plusMinutes(NOON, count * DAY);
const MILLISECOND = 1 / (DAY * 60_000);
let world: World;
beforeEach(async () => {
  world = await organization(open);
});

async function sweepOn(...dates: number[]): Promise<void> {
  for (const day of dates) {
    world.setTime(days(day));
    expect((await sweep(world)).failures).toEqual([]);
  }
}

/** What time did to an assignment: each event with the day it came, and how many days were left. */
async function storyOf({ id }: Assignment): Promise<unknown[]> {
  await expectChains(world);
  const events = (await world.exportTable()).filter(
    ({ pk, entity }) => pk === `ASSIGNMENT#${id}` && entity === 'event',
  );
  return events.slice(1).map(({ type, details }) => {
    const left = Object(details).daysLeft;
    return [type, ...(left === undefined ? [] : [left])];
  });
}

describe('an assignment that ends (ASG-3)', () => {
  it('is announced 14 days and 1 day before, ended at its end and forgotten 30 days later', async () => {
    const one = await assignOne(world, mallory, { endsAt: days(60) });

    await sweepOn(46 - MILLISECOND);
    expect(await storyOf(one)).toEqual([]);
    await sweepOn(46, 50);
    expect(await storyOf(one)).toEqual([['assignment.expiring', 14]]);
    await sweepOn(59 - MILLISECOND, 59, 59.5);
    expect(await storyOf(one)).toEqual([
      ['assignment.expiring', 14],
      ['assignment.expiring', 1],
    ]);
    await sweepOn(60 - MILLISECOND, 60, 61, 90 - MILLISECOND);
    expect(await world.assignments.find(one.id)).toMatchObject({ endedAt: days(60), revision: 4 });
    await sweepOn(90, 91);

    expect(await storyOf(one)).toEqual([
      ['assignment.expiring', 14],
      ['assignment.expiring', 1],
      ['assignment.ended'],
      ['assignment.removed'],
    ]);
    expect(await world.assignments.find(one.id)).toBeUndefined();
    expect(await world.dues.list(days(999), 100)).toEqual([]);
  });

  it('that lasts less than 14 days is announced a day before only', async () => {
    const one = await assignOne(world, mallory, { endsAt: days(10) });

    await sweepOn(1, 9);

    expect(await storyOf(one)).toEqual([['assignment.expiring', 1]]);
  });

  it('is not announced twice in a row by a sweeper that comes late', async () => {
    const one = await assignOne(world, mallory, { endsAt: days(60) });

    await sweepOn(59.9, 59.95);

    expect(await storyOf(one)).toEqual([['assignment.expiring', 1]]);
  });

  it('that is permanent is never looked at', async () => {
    const one = await assignOne(world, mallory, { permanent: true });

    await sweepOn(3650);

    expect(await storyOf(one)).toEqual([]);
  });

  it.each([
    ['eligible', 1],
    ['active', 0],
  ] as const)('being %s ends what waits under it: %d', async (type, count) => {
    const one = await assignOne(world, mallory, { type, endsAt: days(1) });

    await sweepOn(1);

    expect(await endingsOf(world)).toEqual(
      Array(count).fill({ reason: 'eligibility_gone', assignmentId: one.id, holderId: mallory.id, roleId: EXCHANGE }),
    );
  });

  it('is announced anew when it was extended', async () => {
    const one = await assignOne(world, mallory, { endsAt: days(20) });
    await sweepOn(6, 19);
    const asked = { assignmentId: one.id, endsAt: days(50), justification: 'Needed' };
    const { id: extensionId } = await requestExtension(asked, await callerOf(world, mallory), world);
    const yes = { extensionId, decision: 'approve', justification: 'Fine' } as const;
    await decideExtension(yes, await callerOf(world, grace), world);

    await sweepOn(20, 36, 49, 50);

    expect(await storyOf(one)).toEqual([
      ['assignment.expiring', 14],
      ['assignment.expiring', 1],
      ['assignment.extended'],
      ['assignment.expiring', 14],
      ['assignment.expiring', 1],
      ['assignment.ended'],
    ]);
  });

  it('and is forgotten withdraws a request to renew it that still waits', async () => {
    const one = await assignOne(world, mallory, { endsAt: days(1) });
    await sweepOn(1);
    world.setTime(days(30));
    const asked = { assignmentId: one.id, endsAt: days(50), justification: 'Needed' };
    const { id } = await requestExtension(asked, await callerOf(world, mallory), world);

    await sweepOn(31);

    expect(await world.extensions.find(id)).toMatchObject({ status: 'withdrawn', decidedBy: 'sweeper' });
    await expectChains(world);
  });

  it('is settled once by three sweepers at once', async () => {
    const one = await assignOne(world, mallory, { type: 'eligible', endsAt: days(1) });
    world.setTime(days(1));

    await Promise.all([sweep(world), sweep(world), sweep(world)]);

    expect(await storyOf(one)).toEqual([['assignment.ended']]);
    expect(await endingsOf(world)).toHaveLength(1);
  });
});

describe('my roles', () => {
  const mine = async () =>
    (await listMyRoles(await callerOf(world, mallory), world)).map(({ status, assignmentId }) => [
      status,
      assignmentId,
    ]);

  it('show what ended as expired for 30 days, and no longer, however late the sweeper is', async () => {
    const { id } = await assignOne(world, mallory, { type: 'eligible', endsAt: days(1) });
    expect(await mine()).toEqual([['eligible', id]]);

    await sweepOn(1);
    expect(await mine()).toEqual([['expired', id]]);
    world.setTime(days(31 - MILLISECOND));
    expect(await mine()).toEqual([['expired', id]]);
    world.setTime(days(31));
    expect(await mine()).toEqual([]);
  });

  it('show what came in its place instead', async () => {
    await assignOne(world, mallory, { type: 'eligible', endsAt: days(1) });
    const next = await assignOne(world, mallory, { type: 'eligible', startsAt: days(2) });
    world.setTime(days(1));

    expect(await mine()).toEqual([['scheduled', next.id]]);
  });
});
