import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { sweep } from '#shared/use-cases/sweep';
import { foundOrganization } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { ask, eventsOf, expectSound, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
const MILLISECOND = 1 / 60_000;
const DAY = 24 * 60;

const sweepAt = (minutes: number) => {
  world.setTime(plusMinutes(NOON, minutes));
  return sweep(world);
};

describe('a request nobody decides on', () => {
  beforeEach(async () => {
    world = await foundOrganization(await open());
  });

  it('is reminded of at half and at nine tenths of the window, and timed out a minute after its end', async () => {
    const { id } = await ask(world);

    for (const minutes of [
      DAY * 0.5 - MILLISECOND,
      DAY * 0.5,
      DAY * 0.5 + 5,
      DAY * 0.9,
      DAY * 0.95,
      DAY,
      DAY + 1,
      DAY + 2,
    ])
      await sweepAt(minutes);

    expect(await eventsOf(world, id)).toEqual(['requested', 'approval_reminded', 'approval_reminded', 'timed_out']);
    const events = await world.activations.listEvents(id);
    expect(events.map(({ at }) => at)).toEqual(
      [0, DAY * 0.5, DAY * 0.9, DAY + 1].map((minutes) => plusMinutes(NOON, minutes)),
    );
    await expectSound(world, id);
  });
});

describe('an approved request without progress', () => {
  it('is looked at again after 2 minutes and given up after 15; access is never given', async () => {
    world = await foundOrganization(await open());
    const { id } = await ask(world);
    await vote(world, id);

    for (const minutes of [1.9, 2, 3, 14.9, 15, 16]) await sweepAt(minutes);

    expect(await eventsOf(world, id)).toEqual(['requested', 'approved', 'nudged', 'cancelled']);
    expect(await expectSound(world, id)).toMatchObject({
      status: 'cancelled',
      reason: 'could_not_start',
      endedAt: plusMinutes(NOON, 15),
    });
    expect(world.accessProvider.calls).toEqual([]);
  });

  it('is left alone until its start time', async () => {
    world = await worldWithoutApproval(open);
    const { id } = await ask(world, { startsAt: plusMinutes(NOON, 600) });

    for (const minutes of [15, 300, 600, 601.9]) await sweepAt(minutes);
    expect(await eventsOf(world, id)).toEqual(['requested']);

    await sweepAt(602);
    expect(await eventsOf(world, id)).toEqual(['requested', 'nudged']);
  });
});
