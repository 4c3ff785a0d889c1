import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import { administratorRoles, PRIVILEGED_ROLE_ADMINISTRATOR, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { Stale } from '#shared/ports';
import { assignment, grace, ISSUER, principal, role } from '#test/support/found-organization';
import { NOON, type World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';

function consentOf(world: World, first: Principal): Promise<boolean> {
  const assignments = administratorRoles.map((role) => assignment(first, role.id, 'active'));
  const onboarding = { consentedBy: first.id, consentedAt: NOON };
  return world.onboardings.consent({ principal: first, assignments }, onboarding, {
    type: 'onboarding.consented',
    actor: { id: first.id, displayName: first.displayName },
    details: {},
  });
}

onEveryEngine((open) => {
  describe('the first consent', () => {
    it('writes consent, both roles, the administrator, both assignments and the event in one transaction', async () => {
      const world = await open();
      const before = world.table.requests.length;

      expect(await consentOf(world, grace)).toBe(true);

      expect(world.table.requests.slice(before).filter((name) => name !== 'GetItem')).toEqual(['TransactWriteItems']);
      expect(await world.onboardings.find()).toEqual({ consentedBy: grace.id, consentedAt: NOON });
      const view = await world.principals.view(grace.id);
      expect(view?.held.map((held) => [held.assignment.roleId, held.assignment.endsAt]).sort()).toEqual([
        [PRIVILEGED_ROLE_ADMINISTRATOR, undefined],
        [SECURITY_ADMINISTRATOR, undefined],
      ]);
      const events = (await world.exportTable()).filter(({ entity }) => entity === 'event');
      expect(events).toMatchObject([{ type: 'onboarding.consented', seq: 1 }]);
    });

    it('takes somebody known as they are', async () => {
      const world = await open();
      await world.directory.addPrincipal(grace, demonstration);

      expect(await consentOf(world, { ...grace, displayName: 'Somebody else' })).toBe(true);

      expect(await world.principals.find(grace.id)).toEqual(grace);
    });
  });

  describe('a second consent', () => {
    it('changes nothing and says so', async () => {
      const world = await open();
      await consentOf(world, grace);
      const before = await world.exportTable();

      expect(await consentOf(world, grace)).toBe(false);
      expect(await consentOf(world, principal('mallory'))).toBe(false);

      expect(await world.exportTable()).toEqual(before);
    });

    it('loses against the first of twenty at once', async () => {
      const world = await open();
      const people = Array.from({ length: 20 }, (_, at) => principal(`p${at}`));

      const results = await Promise.all(people.map((person) => consentOf(world, person)));

      const winner = people[results.indexOf(true)];
      expect(results.filter(Boolean)).toHaveLength(1);
      expect(await world.onboardings.find()).toMatchObject({ consentedBy: winner?.id });
      const items = await world.exportTable();
      expect(items.filter(({ entity }) => entity === 'principal')).toMatchObject([{ id: winner?.id }]);
      expect(items.filter(({ entity }) => entity === 'assignment')).toHaveLength(2);
      expect(await world.principals.findIdByIdentity(ISSUER, winner?.subject ?? '')).toBe(winner?.id);
    });
  });

  describe('the sign-up for directory roles', () => {
    const signUp = (world: World, roles = [role('teams-administrator')]) =>
      world.directorySignUp.signUp(grace.id, NOON, roles, {
        type: 'onboarding.directory_roles_signed_up',
        actor: { id: grace.id, displayName: grace.displayName },
        details: {},
      });

    it('is refused as stale without a consent, a second time, and where one of its roles exists', async () => {
      const [without, twice, taken] = [await open(), await open(), await open()];
      await consentOf(twice, grace);
      await consentOf(taken, grace);
      await signUp(twice);
      await taken.directory.addRole(role('teams-administrator'), demonstration);

      for (const world of [without, twice, taken]) {
        const before = await world.exportTable();
        await expect(signUp(world, world === twice ? [] : undefined)).rejects.toThrow(Stale);
        expect(await world.exportTable()).toEqual(before);
      }
    });

    it('is kept beside the consent, with roles that are listed and on record', async () => {
      const world = await open();
      await consentOf(world, grace);

      await signUp(world);

      expect(await world.onboardings.find()).toEqual({
        consentedBy: grace.id,
        consentedAt: NOON,
        directoryRolesBy: grace.id,
        directoryRolesAt: NOON,
      });
      const items = await world.exportTable();
      expect(items.find(({ pk, sk }) => pk === 'ROLE#teams-administrator' && sk === 'ROLE')).toMatchObject({
        entity: 'role',
        listPk: expect.stringMatching(/^ROLES#/),
        listSk: 'teams-administrator',
      });
    });
  });
});
