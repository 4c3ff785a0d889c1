import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { grace, role } from '#test/support/found-organization';
import { NOON } from '#test/support/world';
import { draft, expectStale, namesByPage } from './administering.ts';
import { onEveryEngine } from './on-every-engine.ts';

onEveryEngine((open) => {
  describe('the roles of the organization', () => {
    it('come in the order of ids, page by page', async () => {
      const world = await open();
      const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
      for (const id of ids) await world.directory.addRole(role(id), demonstration);

      const pages = await namesByPage(
        (page) => world.roleRecords.list({}, page),
        3,
        ({ id }) => id,
      );

      expect(pages).toEqual([ids.slice(0, 3), ids.slice(3, 6), ids.slice(6)]);
    });

    it('are changed on the revision expected alone, with event and ending', async () => {
      const world = await open();
      const first = role('dba');
      await world.directory.addRole(first, demonstration);
      const next = { ...first, enabled: false, revision: 2 };
      const cause = { reason: 'role_disabled' as const, roleId: 'dba' };
      const ending = { id: 'end_1', cause, actor: grace, at: NOON, pages: 0 };

      await world.roleRecords.replace(next, first, draft('role.disabled'), ending);
      await expectStale(world, () => world.roleRecords.replace(next, first, draft('role.disabled')));

      expect(await world.roles.find('dba')).toEqual(next);
      expect((await world.roleRecords.list({}, { limit: 5 })).items).toEqual([next]);
      expect(await world.exportTable()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ entity: 'ending', id: 'end_1', cause }),
          expect.objectContaining({ entity: 'event', type: 'role.disabled', seq: 2 }),
        ]),
      );
    });
  });
});
