import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { defaultSettings, type SettingsVersion } from '#shared/domain/role-settings';
import type { PageRequest } from '#shared/ports';
import { ada, EXCHANGE, grace, role } from '#test/support/found-organization';
import { NOON } from '#test/support/world';
import { draft, expectStale, namesByPage } from './administering.ts';
import { pending, requested } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

onEveryEngine((open) => {
  const version = (number: number, resourceId = '/'): SettingsVersion => ({
    roleId: EXCHANGE,
    resourceId,
    version: number,
    settings: { ...defaultSettings, maximumDurationMinutes: 10 + number },
    changedBy: { id: grace.id, displayName: grace.displayName },
    changedAt: NOON,
  });
  const changed = draft('role.settings_changed');

  describe('the versions of settings', () => {
    it('come into force one after the other, each kept, newest first', async () => {
      const world = await open();
      await world.directory.addRole(role(EXCHANGE), demonstration);
      for (const near of ['/', 'a', 'a-b', 'a1']) await world.settingsRecords.save(version(1, near), changed, []);
      for (const number of [2, 3, 4, 5]) await world.settingsRecords.save(version(number), changed, []);
      await world.settingsRecords.save(version(2, 'a'), changed, []);

      const list = (at: string) => (page: PageRequest) => world.settingsRecords.listVersions(EXCHANGE, at, page);

      expect((await world.roles.findAt(EXCHANGE, '/'))?.settings).toEqual(version(5));
      expect(await namesByPage(list('/'), 2, (one) => one.version)).toEqual([[5, 4], [3, 2], [1]]);
      expect(await namesByPage(list('a'), 1, (one) => one.version)).toEqual([[2], [1]]);
      expect(await namesByPage(list('a-b'), 5, (one) => one.version)).toEqual([[1]]);
      expect(await namesByPage(list('b'), 5, (one) => one.version)).toEqual([[]]);
      await expect(list('/')({ limit: 5, cursor: 'SETTINGS' })).rejects.toMatchObject({ code: 'invalid_cursor' });
    });

    it('are saved over the one before them alone', async () => {
      const world = await open();
      await world.settingsRecords.save(version(1), changed, []);

      await expectStale(world, () => world.settingsRecords.save(version(1), changed, []));
      await expectStale(world, () => world.settingsRecords.save(version(3), changed, []));
    });

    it('SET-11: below the directory are listed by resource, page by page, but for those taken back', async () => {
      const world = await open();
      await world.directory.addRole(role(EXCHANGE), demonstration);
      for (const near of ['/', 'a', 'a-b', 'a1', 'b']) await world.settingsRecords.save(version(1, near), changed, []);
      await world.settingsRecords.save({ ...version(2, 'a-b'), takenBack: true }, changed, []);

      const list = (page: PageRequest) => world.settingsRecords.listOverrides(EXCHANGE, page);

      expect(await namesByPage(list, 2, (one) => one.resourceId)).toEqual([['a'], ['a1', 'b']]);
      expect(await namesByPage(list, 9, (one) => one.resourceId)).toEqual([['a', 'a1', 'b']]);
      expect((await list({ limit: 1 })).items).toEqual([version(1, 'a')]);
      const foreign = Buffer.from('a#b').toString('base64url');
      await expect(list({ limit: 5, cursor: foreign })).rejects.toMatchObject({ code: 'invalid_cursor' });
    });

    it('take withdrawn requests along, or nothing at all', async () => {
      const world = await open();
      const asked = pending();
      await world.activations.add(asked, requested, { guards: [] });
      const next = { ...asked, status: 'cancelled' as const, endedAt: NOON, revision: 2 };
      const withdrawn = { next, expecting: asked, event: draft('activation.cancelled') };
      const late = { ...withdrawn, expecting: { ...asked, revision: 7 } };
      await expectStale(world, () => world.settingsRecords.save(version(1), changed, [late]));

      await world.settingsRecords.save(version(1), changed, [withdrawn]);

      expect(await world.activations.find(asked.id)).toEqual(next);
      const left = (await world.exportTable()).map(({ entity }) => entity);
      expect(left).not.toContain('open_activation');
      expect(left).not.toContain('inbox_entry');
      expect((await world.activations.listForRequester(ada.id, {}, { limit: 5 })).items).toEqual([next]);
    });

    it('have one winner when two are saved at once, 50 times', async () => {
      const world = await open();
      for (let number = 1; number <= 50; number += 1) {
        const saves = ['x', 'y'].map((displayName) =>
          world.settingsRecords.save({ ...version(number), changedBy: { id: grace.id, displayName } }, changed, []),
        );

        const results = await Promise.allSettled(saves);

        expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        const winner = results[0]?.status === 'fulfilled' ? 'x' : 'y';
        const { items } = await world.settingsRecords.listVersions(EXCHANGE, '/', { limit: 1 });
        expect(items).toMatchObject([{ version: number, changedBy: { displayName: winner } }]);
      }
    }, 120_000);
  });
});
