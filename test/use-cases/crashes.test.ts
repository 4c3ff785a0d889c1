import { describe, expect, it } from 'vitest';
import { isFinal } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { crashingAt } from './crashes.ts';
import { activate, ask, expectSound, grant, stored, worldWithoutApproval } from './steps.ts';

const open = useWorlds();

const moments = ['before', 'after'] as const;
const at = (positions: number[]) => positions.flatMap((position) => moments.map((moment) => ({ position, moment })));

/** Sweeps minute by minute until nothing is open any more. */
async function sweepToTheEnd(world: World, id: string): Promise<void> {
  for (let minute = 0; minute < 600 && !isFinal(await stored(world, id)); minute += 5) {
    world.passMinutes(5);
    await sweep(world);
  }
}

async function expectNothingLeft(world: World, id: string): Promise<void> {
  const { status, entitlement } = await expectSound(world, id);
  expect(['ended', 'cancelled']).toContain(status);
  expect(world.accessProvider.given.size).toBe(0);
  expect((await world.entitlements.find(entitlement)).holders).toEqual([]);
}

describe('granting that crashes', () => {
  const effects = [1, 2, 3];

  it('has exactly the effects that are crashed at below', async () => {
    const world = await worldWithoutApproval(open);
    const counting = crashingAt(world, 99, 'before');

    await grant(counting, await ask(world));

    expect(counting.effects()).toBe(effects.length);
  });

  it.each(at(effects))(
    '$moment effect $position and is tried again gives the access once, with the end of the first attempt (T-35)',
    async ({ position, moment }) => {
      const world = await worldWithoutApproval(open);
      const { id } = await ask(world, { durationMinutes: 60 });
      await expect(grant(crashingAt(world, position, moment), await stored(world, id))).rejects.toThrow('Crashed');
      world.passMinutes(5);
      const isFirst = (await stored(world, id)).status === 'approved';

      await grant(world, await stored(world, id), 'again');

      expect(await expectSound(world, id)).toMatchObject({
        status: 'active',
        endsAt: plusMinutes(NOON, isFirst ? 65 : 60),
      });
      expect([...world.accessProvider.given]).toHaveLength(1);
      expect(await world.taskTokens.find(id, 'hold')).toMatchObject({ token: 'again' });
    },
  );

  it.each(at(effects))(
    '$moment effect $position and is never tried again leaves no access once it has been swept (T-36)',
    async ({ position, moment }) => {
      const world = await worldWithoutApproval(open);
      const { id } = await ask(world, { durationMinutes: 60 });
      await grant(crashingAt(world, position, moment), await stored(world, id)).catch(() => {});
      if (world.accessProvider.given.size > 0)
        expect(['provisioning', 'active']).toContain((await stored(world, id)).status);

      await sweepToTheEnd(world, id);

      await expectNothingLeft(world, id);
    },
  );
});

describe('revoking that crashes', () => {
  const effects = [1, 2, 3];

  it('has exactly the effects that are crashed at below', async () => {
    const world = await worldWithoutApproval(open);
    const { id } = await activate(world);
    const counting = crashingAt(world, 99, 'before');

    await revokeAccess({ activationId: id, generation: 1 }, counting);

    expect(counting.effects()).toBe(effects.length);
  });

  it.each(at(effects))(
    '$moment effect $position is finished by the next try or the sweeper',
    async ({ position, moment }) => {
      const world = await worldWithoutApproval(open);
      const { id, entitlement } = await activate(world);
      const command = { activationId: id, generation: 1 };
      await expect(revokeAccess(command, crashingAt(world, position, moment))).rejects.toThrow('Crashed');

      if (position % 2 === 0) await revokeAccess(command, world);
      else await sweepToTheEnd(world, id);

      await expectNothingLeft(world, id);
      expect((await world.entitlements.find(entitlement)).withdrawingUntil).toBeUndefined();
    },
  );
});
