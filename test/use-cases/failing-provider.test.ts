import { beforeEach, describe, expect, it } from 'vitest';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { failing } from '#test/support/fake-access-provider';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, expectSound, grant, stored, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithoutApproval(open);
});

const forget: World['accessProvider']['after'] = (_, { key }) => void world.accessProvider.given.delete(key);

describe('a provider that fails', () => {
  it.each([
    ['without effect', { before: failing(1) }],
    ['after the effect', { after: failing(1) }],
    ['by not showing what it was asked to give', { after: forget }],
  ])(
    '%s leaves what may have been given to revoking, which waits until no grant can land any more (T-35)',
    async (_, fault) => {
      const approved = await ask(world);
      Object.assign(world.accessProvider, fault);

      await expect(grant(world, approved)).rejects.toThrow();
      expect(await stored(world, approved.id)).toMatchObject({ status: 'provisioning' });
      const revoke = () => revokeAccess({ activationId: approved.id, generation: 1 }, world);
      await expect(revoke()).rejects.toMatchObject({ name: 'GrantMayStillLand' });
      expect(await stored(world, approved.id)).toMatchObject({ status: 'revoking', outcome: 'failed' });
      world.passMinutes(1.5);
      await revoke();

      expect(await expectSound(world, approved.id)).toMatchObject({ status: 'ended', outcome: 'failed' });
      expect(world.accessProvider.given.size).toBe(0);
      expect((await world.entitlements.find(approved.entitlement)).holders).toEqual([]);
    },
  );
});
