import { describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { ada, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { extend, hold, nobodyApproves, pointersTo, worldWithHolder } from './extensions.ts';
import { expectOutcomes, RACE_TIMEOUT, rounds } from './races.ts';
import { callerOf, eventsOf, stored, vote } from './steps.ts';

const TIMES = 10;

const open = useWorlds();

/** A world in which ada may hold again and again, each time with more time asked for. */
async function waitingWorld() {
  const { world, id } = await worldWithHolder(open);
  await deactivateActivation(id, await callerOf(world, ada), world);
  await revokeAccess({ activationId: id, generation: 1 }, world);
  const prepare = () =>
    atOnce(world, async () => {
      await world.heartbeat.beat(world.now());
      return extend(world, (await hold(world)).id);
    });
  return { world, prepare };
}

/** What is no part of the race waits for nothing. */
async function atOnce<T>(world: World, prepare: () => Promise<T>): Promise<T> {
  const { onRequest } = world.table;
  world.table.onRequest = async () => {};
  const prepared = await prepare();
  world.table.onRequest = onRequest;
  return prepared;
}

const giveBack =
  (world: World) =>
  async ({ id }: Activation) =>
    deactivateActivation(id, await callerOf(world, ada), world);

describe('two who act on an extension at once have one outcome, and the audit agrees (T-25)', () => {
  it(
    'an approver and the holder who gives the role back',
    async () => {
      const { world, prepare } = await waitingWorld();

      const results = await rounds(world, prepare, ({ id }) => vote(world, id, grace), giveBack(world), TIMES);

      expectOutcomes(results, ['done done revoking', 'not_pending done revoking']);
      for (const { activation } of results) {
        const events = await eventsOf(world, activation.id);
        // Extended before it was given back, or never: nothing comes after the end began.
        expect(events.indexOf('extended')).toBeLessThan(events.indexOf('revoking'));
        expect(await pointersTo(world, activation.id)).toEqual([]);
      }
    },
    RACE_TIMEOUT,
  );

  it.each(['the workflow', 'the sweeper'])(
    'an approver in the last moment and %s at the end',
    async (who) => {
      const { world, prepare } = await waitingWorld();
      const lastMoment = async () => {
        const asked = await prepare();
        world.setTime(plusMinutes(asked.endsAt, -0.01));
        return asked;
      };
      const expire = async ({ id, generation }: Activation) => {
        world.passMinutes(who === 'the workflow' ? 0.01 : 1.01);
        await (who === 'the workflow' ? revokeAccess({ activationId: id, generation }, world) : sweep(world));
      };

      const results = await rounds(world, lastMoment, ({ id }) => vote(world, id, grace), expire, TIMES);

      for (const { activation } of results) {
        const after = await stored(world, activation.id);
        const events = await eventsOf(world, activation.id);
        const wasExtended = events.includes('extended');
        expect(after.generation).toBe(wasExtended ? 2 : 1);
        expect('endsAt' in after && 'endsAt' in activation && after.endsAt > activation.endsAt).toBe(wasExtended);
        expect(await pointersTo(world, activation.id)).toEqual([]);
      }
      // The ones before and after are told apart: each order came up.
      const ways = new Set(results.map(({ outcome }) => outcome.split(' ')[0]));
      expect(ways.has('done')).toBe(true);
      expect(ways.size).toBeGreaterThan(1);
    },
    RACE_TIMEOUT,
  );

  it(
    'the holder who asks for the last half hour twice',
    async () => {
      const { world, id } = await worldWithHolder(open, { ...nobodyApproves, maximumDurationMinutes: 90 });
      await deactivateActivation(id, await callerOf(world, ada), world);
      await revokeAccess({ activationId: id, generation: 1 }, world);

      const results = await rounds(
        world,
        () => atOnce(world, () => hold(world)),
        (activation) => extend(world, activation.id),
        (activation) => extend(world, activation.id),
        TIMES,
      );

      expectOutcomes(results, ['done duration_too_long active', 'duration_too_long done active']);
    },
    RACE_TIMEOUT,
  );
});
