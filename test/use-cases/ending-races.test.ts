import { describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { ada } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { RACE_TIMEOUT, rounds } from './races.ts';
import { activate, callerOf, stored, worldWithoutApproval } from './steps.ts';

const TIMES = 20;

const open = useWorlds();

describe('an access that ends twice at once', () => {
  const giveBack =
    (world: World) =>
    async ({ id }: Activation) =>
      deactivateActivation(id, await callerOf(world, ada), world);

  it.each(['the workflow', 'the sweeper'])(
    'by its holder and, at its end, by %s: is withdrawn once and for one reason',
    async (who) => {
      const world = await worldWithoutApproval(open);
      const expire = ({ id, generation }: Activation) =>
        who === 'the workflow' ? revokeAccess({ activationId: id, generation }, world) : sweep(world);
      const prepare = async () => {
        const active = await activate(world, { durationMinutes: 60 });
        world.passMinutes(61);
        await world.heartbeat.beat(world.now());
        return active;
      };

      const results = await rounds(world, prepare, giveBack(world), expire, TIMES);

      for (const { activation } of results) {
        const events = await world.activations.listEvents(activation.id);
        expect(events.filter(({ type }) => type === 'activation.revoking')).toHaveLength(1);
        const ended = await stored(world, activation.id);
        expect(ended).toMatchObject({ status: 'ended' });
        const holder = events.find(({ type }) => type === 'activation.revoking')?.actor.id === ada.id;
        expect('outcome' in ended && ended.outcome).toBe(holder ? 'deactivated' : 'expired');
      }
      const outcomes = results.map(({ outcome }) => outcome.split(' ')[0]);
      expect(new Set(outcomes)).toEqual(new Set(['done', 'not_active']));
    },
    RACE_TIMEOUT,
  );
});
