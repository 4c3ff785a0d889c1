import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { indexKeys } from '#shared/dynamodb/index-keys';
import { keys } from '#shared/dynamodb/keys';
import { changePrincipal } from '#shared/use-cases/change-principal';
import { updateRole } from '#shared/use-cases/keep-roles';
import { changeResource, createResource } from '#shared/use-cases/shape-tree';
import { EXCHANGE, foundOrganization, grace, principal } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { callerOf } from '../use-cases/steps.ts';
import { onEveryEngine } from './on-every-engine.ts';

const all = () => true;
const people = async (world: World, q: string) =>
  (await world.searches.findPrincipals({ q }, all)).items.map(({ id }) => id);
const lovelace = principal('lovelace', {
  displayName: 'Ädä Lovelace',
  email: 'Lady@Example.test',
  personId: 'person_9',
});

onEveryEngine((open) => {
  const founded = async () => {
    const world = await foundOrganization(await open());
    await world.directory.addPrincipal(lovelace, demonstration);
    return world;
  };

  describe('a search', () => {
    it.each([
      ['a name, without regard to accents and case', 'ADA', ['prn_ada', 'prn_lovelace']],
      ['an address', 'lady@', ['prn_lovelace']],
      ['an id', 'prn_ma', ['prn_mallory', 'prn_margaret']],
      ['a whole id', 'prn_grace', ['prn_grace']],
      ['the last word of a name', 'Lovel', ['prn_lovelace']],
      ['the middle of a name', 'velace', []],

      ['an issuer', 'https://id', []],
      ['a number of a person', 'person_9', []],
    ])('goes by the beginning of %s', async (_, q, found) => {
      expect(await people(await founded(), q)).toEqual(found);
    });

    it('is by a whole address, too, and not by its beginning', async () => {
      const world = await founded();
      const byAddress = async (email: string) =>
        (await world.searches.findPrincipals({ email }, all)).items.map(({ id }) => id);

      expect(await byAddress('LADY@example.TEST')).toEqual(['prn_lovelace']);
      expect(await byAddress('lady@example.tes')).toEqual([]);
    });

    it('finds by the new name and address, and no more by the old ones', async () => {
      const world = await founded();
      const caller = await callerOf(world, grace);
      const change = { displayName: 'Countess', email: 'c@example.test' };
      await changePrincipal(lovelace.id, change, caller, world);

      const found = await Promise.all(['Äd', 'lady@', 'countess', 'c@ex'].map((q) => people(world, q)));

      expect(found).toEqual([['prn_ada'], [], ['prn_lovelace'], ['prn_lovelace']]);
    });

    it('finds roles and places by their names of now, the directory among them', async () => {
      const world = await founded();
      const caller = await callerOf(world, grace);
      const unit = { displayName: 'Prodüction', kind: 'organizational_unit' } as const;
      const { id } = await createResource({ ...unit, id: 'res_unit' }, grace, world);
      await updateRole(EXCHANGE, { displayName: 'Mail Administrator' }, caller, world);
      await changeResource(id, { displayName: 'Testing' }, grace, world);
      const roles = async (q: string) => (await world.searches.findRoles({ q }, all)).items.map((role) => role.id);
      const places = async (q: string) => (await world.searches.findResources({ q }, all)).items.map((node) => node.id);

      expect([await roles('mail'), await roles('Exchange'), await roles('exchange-')]).toEqual([
        [EXCHANGE],
        [EXCHANGE],
        [EXCHANGE],
      ]);
      expect([await places('prod'), await places('TEST'), await places('dir')]).toEqual([[], [id], ['/']]);
    });

    it('answers with 25 at most, in the order of names, and looks past those that are not wanted', async () => {
      const world = await founded();
      const many = Array.from({ length: 60 }, (_, at) => principal(`x${String(at).padStart(2, '0')}`));
      for (const one of many)
        await world.directory.addPrincipal({ ...one, enabled: Number(one.subject?.slice(1)) >= 30 }, demonstration);

      const { items } = await world.searches.findPrincipals({ q: 'x' }, ({ enabled }) => enabled);

      expect(items.map(({ subject }) => subject)).toEqual(many.slice(30, 55).map(({ subject }) => subject));
    });

    it('says that it is incomplete when more begin so than it reads or answers', async () => {
      const world = await founded();
      for (let place = 100; place <= 200; place += 1) {
        const one = principal(`same${place}`, { displayName: `Same ${place}`, enabled: place === 200 });
        await world.directory.addPrincipal(one, demonstration);
      }

      expect(await world.searches.findPrincipals({ q: 'same' }, ({ enabled }) => enabled)).toEqual({
        items: [],
        incomplete: true,
      });
      expect((await world.searches.findPrincipals({ q: 'same' }, all)).incomplete).toBe(true);
      expect((await world.searches.findPrincipals({ q: 'same 11' }, all)).incomplete).toBeUndefined();
    });
  });

  describe('what version 0.1 wrote down', () => {
    const withoutNames = async () => {
      const world = await founded();
      for (const id of ['prn_ada', lovelace.id])
        await world.table.strip(keys.principal(id), Object.keys(indexKeys.found('PRINCIPALS', lovelace)));
      await world.table.strip(keys.onboarding(), ['named']);
      return world;
    };

    it('is made findable page by page; until then a search says that it is incomplete', async () => {
      const world = await withoutNames();
      const before = await world.searches.findPrincipals({ q: 'ada' }, all);
      const during: (true | undefined)[] = [];
      for (let call = 0; call < 4; call += 1) {
        await world.searches.catchUp();
        during.push((await world.searches.findPrincipals({ q: 'ada' }, all)).incomplete);
      }

      expect(before).toEqual({ items: [], incomplete: true });
      expect(during).toEqual([true, true, undefined, undefined]);
      expect(await people(world, 'ada')).toEqual(['prn_ada', 'prn_lovelace']);
      expect(await people(world, 'lady')).toEqual(['prn_lovelace']);
    });

    it('is findable from its next change on', async () => {
      const world = await withoutNames();
      await changePrincipal('prn_ada', { displayName: 'Ada King' }, await callerOf(world, grace), world);

      expect(await people(world, 'ada k')).toEqual(['prn_ada']);
    });
  });

  it('nothing is caught up with before the consent', async () => {
    const world = await open();

    await world.searches.catchUp();

    expect(await world.exportTable()).toEqual([]);
  });
});
