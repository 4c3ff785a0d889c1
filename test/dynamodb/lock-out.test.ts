import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { type EventDraft, Stale } from '#shared/ports';
import type { Holder } from '#shared/ports/assignments';
import { ada, alan, assignment, foundOrganization, grace, ISSUER, unbound } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';

const event = (type: EventDraft['type']): EventDraft => ({ type, actor: grace, details: {} });
const off = (one: Principal): Principal => ({ ...one, enabled: false, revision: one.revision + 1 });
const standing = async (world: World) =>
  (await world.exportTable()).find(({ entity }) => entity === 'administrators')?.standing;

/** Grace and alan hold Privileged Role Administrator permanently. */
async function worldOfTwo(open: OpenWorld): Promise<World> {
  const world = await foundOrganization(await open());
  await world.table.edit(keys.principal(alan.id), { standingAdministrator: true });
  await world.table.edit(keys.administrators(), { standing: 2 });
  return world;
}

onEveryEngine((open) => {
  const disable = (world: World, one: Principal) =>
    world.principalRecords.change(off(one), one, {
      events: [event('principal.disabled')],
    });

  describe('switching an administrator off (ONB-4)', () => {
    it('is refused for the last one, and changes nothing', async () => {
      const world = await foundOrganization(await open());
      const before = await world.exportTable();

      await expect(disable(world, grace)).rejects.toMatchObject({ code: 'last_administrator' });

      expect(await world.exportTable()).toEqual(before);
    });

    it('takes one off their count, and switching on adds one', async () => {
      const world = await worldOfTwo(open);

      await disable(world, grace);
      expect(await standing(world)).toBe(1);
      await expect(disable(world, alan)).rejects.toMatchObject({ code: 'last_administrator' });
      const back = { ...off(grace), enabled: true, revision: 3 };
      await world.principalRecords.change(back, off(grace), { events: [event('principal.enabled')] });

      expect(await standing(world)).toBe(2);
    });

    it('counts nobody else', async () => {
      const world = await foundOrganization(await open());

      await disable(world, ada);
      await world.principalRecords.change({ ...off(ada), enabled: true, revision: 3 }, off(ada), {
        events: [event('principal.enabled')],
      });

      expect(await standing(world)).toBe(1);
    });

    it('is stale, not the last one, when somebody else has changed them', async () => {
      const world = await foundOrganization(await open());
      await world.table.edit(keys.principal(grace.id), { revision: 7 });

      await expect(disable(world, grace)).rejects.toBeInstanceOf(Stale);
    });

    it('does not miss that they become one at the same moment', async () => {
      const world = await foundOrganization(await open());
      world.table.onRequest = async () => {
        if (world.table.requests.at(-1) !== 'TransactWriteItems') return;
        world.table.onRequest = () => {};
        await world.table.edit(keys.principal(ada.id), { standingAdministrator: true });
      };

      await expect(disable(world, ada)).rejects.toBeInstanceOf(Stale);

      expect(await world.principals.find(ada.id)).toMatchObject({ enabled: true });
    });
  });

  describe('an administrator who cannot sign in yet (ONB-4)', () => {
    const barbaras = assignment(unbound, PRIVILEGED_ROLE_ADMINISTRATOR, 'active');
    const added = event('assignment.added');
    let world: World;
    let holder: Holder;
    beforeEach(async () => {
      world = await foundOrganization(await open());
      await world.directory.addPrincipal(unbound, demonstration);
      holder = await read();
    });

    async function read(): Promise<Holder> {
      const found = await world.assignments.findHolder(unbound.id);
      if (!found) throw new Error('Barbara is not in this world.');
      return found;
    }

    it('is not counted, neither coming nor going', async () => {
      await world.assignments.add(barbaras, holder, added, []);
      expect(await read()).toMatchObject({ isStanding: true });
      expect(await standing(world)).toBe(1);
      await world.assignments.remove(barbaras, await read(), event('assignment.removed'), { waiting: undefined });

      expect(await standing(world)).toBe(1);
    });

    it('is not counted when switched off and on', async () => {
      await world.table.edit(keys.principal(unbound.id), { standingAdministrator: true });

      await disable(world, unbound);
      expect(await standing(world)).toBe(1);
      const back = { ...unbound, revision: 3 };
      await world.principalRecords.change(back, off(unbound), { events: [event('principal.enabled')] });

      expect(await standing(world)).toBe(1);
    });

    it('does not get the role on what was read before their sign-in was bound', async () => {
      await world.table.edit(keys.principal(unbound.id), { issuer: ISSUER, subject: 'barbara' });

      await expect(world.assignments.add(barbaras, holder, added, [])).rejects.toBeInstanceOf(Stale);
    });
  });
});
