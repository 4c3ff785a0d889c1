import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { directory, type Resource } from '#shared/domain/resource';
import type { RightEnding } from '#shared/domain/right-ending';
import type { NodeMove } from '#shared/ports/resource-tree';
import { NOON } from '#test/support/world';
import { draft, expectStale, namesByPage } from './administering.ts';
import { onEveryEngine } from './on-every-engine.ts';

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

onEveryEngine((open) => {
  const withTree = async () => {
    const world = await open();
    for (const one of [unit, other, account]) await world.directory.addResource(one, demonstration);
    return world;
  };

  describe('the tree of resources', () => {
    it.each([1, 2, 3, 100])('begins with the directory, at most %i a page, each node once', async (limit) => {
      const world = await withTree();

      const pages = await namesByPage(
        (page) => world.resourceTree.list({}, page),
        limit,
        ({ id }) => id,
      );

      expect(pages.flat()).toEqual(['/', account.id, unit.id, other.id]);
      expect(pages.every((page) => page.length <= limit && page.length > 0)).toBe(true);
    });

    it('is the directory alone in the beginning', async () => {
      const world = await open();

      for (const limit of [1, 25]) expect(await world.resourceTree.list({}, { limit })).toEqual({ items: [directory] });
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

    it('moves a node with all below it, and neither with one of them missing, changed, or to where nothing is', async () => {
      const world = await withTree();
      const moves = (to: string[]) => subtreeMove(unit, [account], to);

      await expectStale(world, () => world.resourceTree.moveSubtree(subtreeMove(unit, [], [other.id, '/']), ending));
      await expectStale(world, () =>
        world.resourceTree.moveSubtree(subtreeMove(unit, [{ ...account, revision: 2 }], [other.id, '/']), ending),
      );
      await expectStale(world, () => world.resourceTree.moveSubtree(moves(['nowhere', '/']), ending));
      await world.resourceTree.moveSubtree(moves([other.id, '/']), ending);

      expect(await world.roles.findResource(unit.id)).toEqual({ ...unit, ancestors: [other.id, '/'], revision: 2 });
      expect(await world.roles.findResource(account.id)).toEqual({
        ...account,
        ancestors: [unit.id, other.id, '/'],
        revision: 2,
      });
      expect(await world.resourceTree.countChildren(unit.id)).toBe(1);
      expect(await world.resourceTree.countChildren(other.id)).toBe(1);
    });

    it('keeps its ancestors true when a whole unit moves and gets a node at its bottom at once, 30 times', async () => {
      const world = await withTree();
      for (let round = 0; round < 30; round += 1) {
        const top = node(`top_${round}`, ['/']);
        const inner = node(`inner_${round}`, [top.id, '/']);
        const late = node(`late_${round}`, [inner.id, top.id, '/']);
        for (const one of [top, inner]) await world.directory.addResource(one, demonstration);

        await Promise.allSettled([
          world.resourceTree.moveSubtree(subtreeMove(top, [inner], [other.id, '/']), { ...ending, id: `end_${round}` }),
          world.directory.addResource(late, demonstration),
        ]);

        const [above, middle, below] = await Promise.all(
          [top, inner, late].map(({ id }) => world.roles.findResource(id)),
        );
        expect(middle?.ancestors).toEqual([top.id, ...(above?.ancestors ?? [])]);
        if (below) expect(below.ancestors).toEqual([inner.id, ...(middle?.ancestors ?? [])]);
      }
    }, 120_000);
  });
});

const ending: RightEnding = {
  id: 'end_1',
  cause: { reason: 'resource_moved', resourceIds: ['unit'] },
  actor: demonstration,
  at: NOON,
  pages: 0,
};

function subtreeMove(top: Resource, below: Resource[], ancestors: string[]): [NodeMove, ...NodeMove[]] {
  const move = (expecting: Resource, next: string[]): NodeMove => ({
    expecting,
    next: { ...expecting, ancestors: next, revision: expecting.revision + 1 },
    event: draft('resource.changed'),
  });
  return [move(top, ancestors), ...below.map((one) => move(one, [top.id, ...ancestors]))];
}
