import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { directory } from '#shared/domain/resource';
import { defaultSettings } from '#shared/domain/role-settings';
import {
  ada,
  assignment,
  EXCHANGE,
  exchangeSettings,
  mallory,
  principal,
  role,
} from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { active, approved, changed, pending, provisioning, requested } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

const unit = {
  id: 'res_unit',
  displayName: 'Unit',
  kind: 'organizational_unit' as const,
  ancestors: ['/'],
  revision: 1,
};
const account = {
  id: 'res_account',
  displayName: 'Account',
  kind: 'account' as const,
  ancestors: [unit.id, '/'],
  revision: 1,
};

async function worldWithTree(open: OpenWorld): Promise<World> {
  const world = await open();
  await world.directory.addRole(role(EXCHANGE), demonstration);
  for (const node of [unit, account]) await world.directory.addResource(node, demonstration);
  return world;
}

function settingsContract(open: OpenWorld): void {
  describe('the settings at a resource', () => {
    it('are the defaults, version 0, until somebody changes them', async () => {
      const world = await worldWithTree(open);

      const place = await world.roles.findAt(EXCHANGE, account.id);

      expect(place?.settings).toEqual({ roleId: EXCHANGE, resourceId: '/', version: 0, settings: defaultSettings });
    });

    it.each([
      ['of the node itself', [account.id, unit.id, '/'], account.id],
      ['of the nearest node above', [unit.id, '/'], unit.id],
      ['of the directory', ['/'], '/'],
    ])('are those %s, as a whole', async (_, configured, expected) => {
      const world = await worldWithTree(open);
      for (const [at, resourceId] of configured.entries())
        await world.directory.addSettings(
          {
            roleId: EXCHANGE,
            resourceId,
            version: 1,
            settings: { ...exchangeSettings, maximumDurationMinutes: 10 + at },
          },
          demonstration,
        );

      const place = await world.roles.findAt(EXCHANGE, account.id);

      expect(place?.settings).toMatchObject({ resourceId: expected, settings: { maximumDurationMinutes: 10 } });
    });

    it('do not exist for an unknown role or resource; the directory always exists', async () => {
      const world = await worldWithTree(open);

      expect(await world.roles.findAt('nothing', '/')).toBeUndefined();
      expect(await world.roles.findAt(EXCHANGE, 'nowhere')).toBeUndefined();
      expect(await world.roles.findResource('/')).toEqual(directory);
      expect(await world.roles.findResource('nowhere')).toBeUndefined();
    });

    it('are told of several places at once, in their order, as of each alone', async () => {
      const world = await worldWithTree(open);
      await world.directory.addRole(role('backup'), demonstration);
      for (const [roleId, resourceId] of [
        [EXCHANGE, unit.id],
        ['backup', account.id],
      ] as const)
        await world.directory.addSettings(
          { roleId, resourceId, version: 1, settings: exchangeSettings },
          demonstration,
        );
      const places = [EXCHANGE, 'backup', 'nothing'].flatMap((roleId) =>
        [account.id, '/', unit.id, 'nowhere', account.id].map((resourceId) => ({ roleId, resourceId })),
      );
      const before = world.table.requests.length;

      const found = await world.roles.findAtSeveral(places);

      expect(world.table.requests.slice(before)).toEqual(['BatchGetItem', 'BatchGetItem']);
      const alone = places.map(({ roleId, resourceId }) => world.roles.findAt(roleId, resourceId));
      expect(found).toEqual(await Promise.all(alone));
      expect(await world.roles.findAtSeveral([])).toEqual([]);
    });
  });
}

function listsContract(open: OpenWorld): void {
  describe('the lists of a role', () => {
    it('name several roles at once, each once, without those that do not exist', async () => {
      const world = await worldWithTree(open);
      await world.directory.addRole(role('backup'), demonstration);
      const before = world.table.requests.length;

      const found = await world.roles.findSeveral([EXCHANGE, 'nothing', 'backup', EXCHANGE]);

      expect(found.map(({ id }) => id)).toEqual([EXCHANGE, 'backup']);
      expect(world.table.requests.slice(before)).toEqual(['BatchGetItem']);
      expect(await world.roles.findSeveral([])).toEqual([]);
    });

    it('have every assignment of the type asked for, over several pages', async () => {
      const world = await worldWithTree(open);
      const holders = Array.from({ length: 105 }, (_, at) => principal(`p${at}`));
      for (const holder of holders)
        await world.directory.addAssignment(assignment(holder, EXCHANGE, 'eligible'), demonstration);
      await world.directory.addAssignment(assignment(ada, EXCHANGE, 'active'), demonstration);
      await world.directory.addAssignment(assignment(ada, 'backup', 'eligible'), demonstration);

      const eligible = await world.roles.listAssignments(EXCHANGE, 'eligible');

      expect(new Set(eligible.map(({ principalId }) => principalId)).size).toBe(105);
      expect(await world.roles.listAssignments(EXCHANGE, 'active')).toMatchObject([{ principalId: ada.id }]);
    });

    it('have the open activations with holder, status and end, and lose them with the final status', async () => {
      const world = await worldWithTree(open);
      const running = active(provisioning(approved()));
      const asked = pending({ id: 'act_2', requester: mallory });
      await world.activations.add(running, requested, { guards: [] });
      await world.activations.add(asked, requested, { guards: [] });
      const closed = { ...asked, status: 'cancelled' as const, endedAt: NOON, revision: 2 };
      await world.activations.replace(closed, asked, changed);

      expect(await world.roles.listOpenActivations(EXCHANGE)).toMatchObject([
        { activationId: 'act_1', principalId: ada.id, status: 'active', endsAt: running.endsAt },
      ]);
    });
  });
}

onEveryEngine((open) => {
  settingsContract(open);
  listsContract(open);
});
