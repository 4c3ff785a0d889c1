import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import type { EndingCause } from '#shared/domain/right-ending';
import { keys } from '#shared/dynamodb/keys';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { sweep } from '#shared/use-cases/sweep';
import { ada, EXCHANGE, foundOrganization } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { dispatchEnding, ENDING, rightGone } from './endings.ts';
import { causes, reach } from './lost-rights.ts';
import { stored } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

describe('the last look', () => {
  const cause: EndingCause = { reason: 'role_disabled', roleId: EXCHANGE };

  it('a minute later finds what the lists did not show yet, and only then forgets the ending', async () => {
    const { id } = await reach(world, 'active', ada);
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
    const { id } = await reach(world, 'active', ada);

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
      const { id } = await reach(world, 'active', who);
      await take(world);

      await dispatchEnding(world);

      expect(await stored(world, id)).toMatchObject({ status: 'revoking', reason: row.cause.reason });
    },
  );

  it('ends what was asked before the role went, however soon it is enabled again', async () => {
    const { id } = await reach(world, 'active', ada);
    await rightGone(world, cause);

    await dispatchEnding(world);

    expect(await stored(world, id)).toMatchObject({ status: 'revoking' });
  });
});
