import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { sweep } from '#shared/use-cases/sweep';
import { ada, approval, foundOrganization, margaret } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { activate, ask, callerOf, eventsOf, expectSound, grant, stored, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
const MILLISECOND = 1 / 60_000;

const sweepAt = (minutes: number) => {
  world.setTime(plusMinutes(NOON, minutes));
  return sweep(world);
};

describe('an access', () => {
  beforeEach(async () => {
    world = await worldWithoutApproval(open);
  });

  it.each([
    [15, 60],
    [5, 20],
    [15, 480],
  ])('is announced to end %d minutes before the end of its %d', async (before, durationMinutes) => {
    const { id } = await activate(world, { durationMinutes });

    await sweepAt(durationMinutes - before - MILLISECOND);
    expect(await eventsOf(world, id)).not.toContain('ending_soon');
    await sweepAt(durationMinutes - before);
    await sweepAt(durationMinutes - before + 1);

    expect((await eventsOf(world, id)).filter((type) => type === 'ending_soon')).toHaveLength(1);
    expect(await stored(world, id)).toMatchObject({ status: 'active' });
  });

  it('is taken away a minute after its end when the workflow did not (T-39)', async () => {
    const { id } = await activate(world, { durationMinutes: 60 });
    await sweepAt(50);

    await sweepAt(60);
    expect(await stored(world, id)).toMatchObject({ status: 'active' });
    const { settled } = await sweepAt(61);

    expect(settled).toBe(1);
    expect(await expectSound(world, id)).toMatchObject({
      status: 'ended',
      outcome: 'expired',
      endedAt: plusMinutes(NOON, 61),
    });
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({ actor: { id: 'sweeper' } });
    expect(world.accessProvider.given.size).toBe(0);
  });

  it('that may have been given by an attempt that died is taken away, not before the attempt is over', async () => {
    const approved = await ask(world);
    world.accessProvider.after = () => {
      throw new Error('died');
    };
    await grant(world, approved).catch(() => {});
    world.accessProvider.after = () => {};

    await sweepAt(1.5);
    expect(await stored(world, approved.id)).toMatchObject({ status: 'provisioning' });
    await sweepAt(2.5);

    expect(await expectSound(world, approved.id)).toMatchObject({ status: 'ended', outcome: 'failed' });
    expect(world.accessProvider.given.size).toBe(0);
  });

  it('being revoked is withdrawn until it is gone, for ever, and the time it is overdue is told', async () => {
    const { id } = await activate(world);
    await deactivateActivation(id, await callerOf(world, ada), world);
    world.accessProvider.before = (call) => {
      if (call === 'withdraw') throw new Error('Down.');
    };

    expect(await sweepAt(1)).toMatchObject({ settled: 0, overdueMinutes: 0, failures: [{ due: { id } }] });
    expect(await sweepAt(121)).toMatchObject({ overdueMinutes: 120 });
    expect(await stored(world, id)).toMatchObject({ status: 'revoking' });
    world.accessProvider.before = () => {};

    expect(await sweepAt(123)).toMatchObject({ settled: 1, overdueMinutes: 0, failures: [] });
    expect(await expectSound(world, id)).toMatchObject({ status: 'ended', outcome: 'deactivated' });
  });
});

describe('the sweeper', () => {
  async function twoThatEnd(): Promise<[Activation, Activation]> {
    world = await worldWithoutApproval(open);
    const first = await activate(world, { durationMinutes: 30 });
    const { id } = await ask(world, { durationMinutes: 60 }, margaret);
    await grant(world, await stored(world, id));
    return [first, await stored(world, id)];
  }

  it('is not stopped by one activation whose provider fails', async () => {
    const [first, second] = await twoThatEnd();
    world.accessProvider.before = (_, { principalId }) => {
      if (principalId === ada.id) throw new Error('Down.');
    };

    const result = await sweepAt(62);

    expect(result.failures).toMatchObject([{ due: { id: first.id } }]);
    expect(await stored(world, second.id)).toMatchObject({ status: 'ended' });
  });

  it('is not stopped by one activation that cannot be read', async () => {
    const [first, second] = await twoThatEnd();
    await world.table.edit(keys.activation(first.id), { status: 'nonsense' });

    const result = await sweepAt(62);

    expect(result.failures).toMatchObject([{ due: { id: first.id } }]);
    expect(result.overdueMinutes).toBeGreaterThan(0);
    expect(await stored(world, second.id)).toMatchObject({ status: 'ended' });
  });

  it('beats its heart even when nothing is due', async () => {
    world = await worldWithoutApproval(open);

    expect(await sweepAt(7)).toEqual({ settled: 0, overdueMinutes: 0, failures: [] });

    expect(await world.heartbeat.lastBeat()).toBe(plusMinutes(NOON, 7));
  });

  it('changes nothing that is not due, and finds nothing to do the second time', async () => {
    world = await foundOrganization(await open(), approval({}));
    await ask(world);
    await sweepAt(10);
    const before = await world.exportTable();

    await sweep(world);

    expect(await world.exportTable()).toEqual(before);
  });

  it('running twice at once settles each activation once', async () => {
    const both = await twoThatEnd();
    world.setTime(plusMinutes(NOON, 62));

    await Promise.all([sweep(world), sweep(world), sweep(world)]);
    await sweep(world);

    for (const { id } of both)
      expect(await expectSound(world, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
    expect(world.accessProvider.given.size).toBe(0);
  });
});
