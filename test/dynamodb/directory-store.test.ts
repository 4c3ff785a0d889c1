import { describe, expect, it } from 'vitest';
import { type Actor, demonstration } from '#shared/domain/audit-event';
import { Stale } from '#shared/ports';
import {
  ada,
  assignment,
  EXCHANGE,
  exchangeSettings,
  grace,
  membership,
  operators,
  role,
} from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';

const unit = {
  id: 'res_unit',
  displayName: 'Unit',
  kind: 'organizational_unit' as const,
  ancestors: ['/'],
  revision: 1,
};
const settings = { roleId: EXCHANGE, resourceId: '/', version: 1, settings: exchangeSettings };

const additions: [string, string, (world: World, actor: Actor) => Promise<void>][] = [
  ['a principal', 'principal.added', ({ directory }, actor) => directory.addPrincipal(ada, actor)],
  ['a role', 'role.added', ({ directory }, actor) => directory.addRole(role(EXCHANGE), actor)],
  ['a resource', 'resource.added', ({ directory }, actor) => directory.addResource(unit, actor)],
  ['settings', 'role.settings_changed', ({ directory }, actor) => directory.addSettings(settings, actor)],
  [
    'an assignment',
    'assignment.added',
    ({ directory }, actor) => directory.addAssignment(assignment(ada, EXCHANGE, 'eligible'), actor),
  ],
];

onEveryEngine((open) => {
  describe('writing down the organization', () => {
    it.each(additions)('puts %s on record as %s, by whom and when', async (_, type, add) => {
      const world = await open();

      await add(world, grace);

      const events = (await world.exportTable()).filter(({ entity }) => entity === 'event');
      expect(events).toMatchObject([{ type, seq: 1, at: world.now(), actor: { id: grace.id } }]);
    });

    it.each(additions)('refuses %s that exists, changing nothing', async (_, _type, add) => {
      const world = await open();
      await add(world, demonstration);
      const before = await world.exportTable();

      await expect(add(world, grace)).rejects.toBeInstanceOf(Stale);

      expect(await world.exportTable()).toEqual(before);
    });
  });
  memberContract(open);
});

function memberContract(open: OpenWorld): void {
  describe('writing down who belongs to a group', () => {
    const groupEvents = async (world: World) =>
      (await world.exportTable()).filter(
        ({ entity, subject }) => entity === 'event' && Object(subject).id === operators.id,
      );
    const worldWithGroup = async () => {
      const world = await open();
      for (const one of [ada, grace, operators]) await world.directory.addPrincipal(one, demonstration);
      return world;
    };

    it('raises the revision of the group and stands in its chain, without a gap', async () => {
      const world = await worldWithGroup();

      await Promise.all(
        [ada, grace].map((one) => world.directory.addMember(membership(one, operators), demonstration)),
      );

      expect(await world.principals.find(operators.id)).toMatchObject({ revision: 3 });
      const events = await groupEvents(world);
      expect(events.map(({ type, seq }) => [type, seq])).toEqual([
        ['principal.added', 1],
        ['group.member_added', 2],
        ['group.member_added', 3],
      ]);
      expect(
        events
          .slice(1)
          .flatMap(({ details }) => Object(details).principalIds)
          .sort(),
      ).toEqual([ada.id, grace.id]);
    });

    it('is refused for a member, changing nothing', async () => {
      const world = await worldWithGroup();
      await world.directory.addMember(membership(ada, operators), demonstration);
      const before = await world.exportTable();

      await expect(world.directory.addMember(membership(ada, operators), grace)).rejects.toBeInstanceOf(Stale);

      expect(await world.exportTable()).toEqual(before);
    });

    it('is refused for a group that is not there', async () => {
      const world = await open();

      await expect(world.directory.addMember(membership(ada, operators), grace)).rejects.toMatchObject({
        code: 'principal_not_found',
      });

      expect(await world.exportTable()).toEqual([]);
    });
  });
}
