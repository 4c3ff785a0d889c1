import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { directory, type Resource } from '#shared/domain/resource';
import type { OpenWorld } from '#test/support/use-worlds';
import { draft, expectStale, namesByPage } from './administering.ts';

const node = (id: string, ancestors: string[], changes: Partial<Resource> = {}): Resource => ({
  id,
  displayName: id,
  kind: 'organizational_unit',
  ancestors,
  revision: 1,
  ...changes,
});
const unit = node('ou-ab12-cdef3456', ['/']);
const other = node('res_other', ['/']);
const account = node('123456789012', [unit.id, '/'], { kind: 'account' });

export function resourceTreeContract(open: OpenWorld): void {
  const withTree = async () => {
    const world = await open();
    for (const one of [unit, other, account]) await world.directory.addResource(one, demonstration);
    return world;
  };

  describe('the tree of resources', () => {
    it.each([1, 2, 3, 100])('begins with the directory, at most %i a page, each node once', async (limit) => {
      const world = await withTree();

      const pages = await namesByPage(world.resourceTree.list, limit, ({ id }) => id);

      expect(pages.flat()).toEqual(['/', account.id, unit.id, other.id]);
      expect(pages.every((page) => page.length <= limit && page.length > 0)).toBe(true);
    });

    it('is the directory alone in the beginning', async () => {
      const world = await open();

      for (const limit of [1, 25]) expect(await world.resourceTree.list({ limit })).toEqual({ items: [directory] });
    });

    it('counts children, and finds several nodes at once', async () => {
      const world = await withTree();

      expect(await world.resourceTree.countChildren(unit.id)).toBe(1);
      expect(await world.resourceTree.countChildren(account.id)).toBe(0);
      expect(await world.resourceTree.countChildren('nowhere')).toBe(0);
      expect(await world.resourceTree.findSeveral(['/', account.id, 'nowhere', account.id])).toEqual([
        directory,
        account,
      ]);
    });

    it('takes no node below a parent that is not there, is an account, or stands elsewhere', async () => {
      const world = await withTree();

      for (const ancestors of [
        ['nowhere', '/'],
        [account.id, unit.id, '/'],
        [unit.id, other.id, '/'],
      ])
        await expectStale(world, () => world.directory.addResource(node('new', ancestors), demonstration));
    });

    it('moves a node with its count, and renames one where it is', async () => {
      const world = await withTree();
      const moved = { ...account, ancestors: [other.id, '/'], revision: 2 };

      await world.resourceTree.replace(moved, account, draft('resource.changed'));
      await world.resourceTree.replace({ ...unit, displayName: 'X', revision: 2 }, unit, draft('resource.changed'));

      expect(await world.roles.findResource(account.id)).toEqual(moved);
      expect(await world.roles.findResource(unit.id)).toMatchObject({ displayName: 'X' });
      expect(await world.resourceTree.countChildren(unit.id)).toBe(0);
      expect(await world.resourceTree.countChildren(other.id)).toBe(1);
    });

    it('moves no node that has children, that changed, or to where nothing is', async () => {
      const world = await withTree();
      const move = (from: Resource, ancestors: string[]) =>
        world.resourceTree.replace(
          { ...from, ancestors, revision: from.revision + 1 },
          from,
          draft('resource.changed'),
        );

      await expectStale(world, () => move(unit, [other.id, '/']));
      await expectStale(world, () => move({ ...account, revision: 7 }, [other.id, '/']));
      await expectStale(world, () => move(account, ['nowhere', '/']));
    });

    it('keeps its ancestors true when a parent moves and gets a child at once, 50 times', async () => {
      const world = await withTree();
      for (let round = 0; round < 50; round += 1) {
        const parent = node(`parent_${round}`, ['/']);
        const child = node(`child_${round}`, [parent.id, '/']);
        await world.directory.addResource(parent, demonstration);

        await Promise.allSettled([
          world.resourceTree.replace(
            { ...parent, ancestors: [other.id, '/'], revision: 2 },
            parent,
            draft('resource.changed'),
          ),
          world.directory.addResource(child, demonstration),
        ]);

        const above = await world.roles.findResource(parent.id);
        const below = await world.roles.findResource(child.id);
        if (below) expect(below.ancestors).toEqual([parent.id, ...(above?.ancestors ?? [])]);
        expect(await world.resourceTree.countChildren(parent.id)).toBe(below ? 1 : 0);
      }
    }, 120_000);
  });
}
