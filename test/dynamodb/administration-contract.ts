import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { directory, type Resource } from '#shared/domain/resource';
import { defaultSettings, type SettingsVersion } from '#shared/domain/role-settings';
import { type EventDraft, type Page, type PageRequest, Stale } from '#shared/ports';
import { ada, EXCHANGE, grace, role } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { pending, requested } from './an-activation.ts';

const draft = (type: EventDraft['type']): EventDraft => ({ type, actor: grace, details: {} });
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

async function idsByPage<T>(list: (page: PageRequest) => Promise<Page<T>>, limit: number, idOf: (item: T) => unknown) {
  const pages: unknown[][] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit, cursor });
    pages.push(page.items.map(idOf));
    cursor = page.nextCursor;
  } while (cursor !== undefined && pages.length < 50);
  return pages;
}

async function unchanged(world: World, attempt: () => Promise<unknown>): Promise<void> {
  const before = await world.exportTable();
  await expect(attempt()).rejects.toBeInstanceOf(Stale);
  expect(await world.exportTable()).toEqual(before);
}

export function roleRecordsContract(open: OpenWorld): void {
  describe('the roles of the organization', () => {
    it('come in the order of ids, page by page', async () => {
      const world = await open();
      const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
      for (const id of ids) await world.directory.addRole(role(id), demonstration);

      const pages = await idsByPage(world.roleRecords.list, 3, ({ id }) => id);

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
      await unchanged(world, () => world.roleRecords.replace(next, first, draft('role.disabled')));

      expect(await world.roles.find('dba')).toEqual(next);
      expect((await world.roleRecords.list({ limit: 5 })).items).toEqual([next]);
      expect(await world.exportTable()).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ entity: 'ending', id: 'end_1', cause }),
          expect.objectContaining({ entity: 'event', type: 'role.disabled', seq: 2 }),
        ]),
      );
    });
  });
}

export function resourceTreeContract(open: OpenWorld): void {
  const withTree = async () => {
    const world = await open();
    for (const one of [unit, other, account]) await world.directory.addResource(one, demonstration);
    return world;
  };

  describe('the tree of resources', () => {
    it.each([1, 2, 3, 100])('begins with the directory, at most %i a page, each node once', async (limit) => {
      const world = await withTree();

      const pages = await idsByPage(world.resourceTree.list, limit, ({ id }) => id);

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
        await unchanged(world, () => world.directory.addResource(node('new', ancestors), demonstration));
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

      await unchanged(world, () => move(unit, [other.id, '/']));
      await unchanged(world, () => move({ ...account, revision: 7 }, [other.id, '/']));
      await unchanged(world, () => move(account, ['nowhere', '/']));
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

export function settingsRecordsContract(open: OpenWorld): void {
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
      expect(await idsByPage(list('/'), 2, (one) => one.version)).toEqual([[5, 4], [3, 2], [1]]);
      expect(await idsByPage(list('a'), 1, (one) => one.version)).toEqual([[2], [1]]);
      expect(await idsByPage(list('a-b'), 5, (one) => one.version)).toEqual([[1]]);
      expect(await idsByPage(list('b'), 5, (one) => one.version)).toEqual([[]]);
      await expect(list('/')({ limit: 5, cursor: 'SETTINGS' })).rejects.toMatchObject({ code: 'invalid_cursor' });
    });

    it('are saved over the one before them alone', async () => {
      const world = await open();
      await world.settingsRecords.save(version(1), changed, []);

      await unchanged(world, () => world.settingsRecords.save(version(1), changed, []));
      await unchanged(world, () => world.settingsRecords.save(version(3), changed, []));
    });

    it('take withdrawn requests along, or nothing at all', async () => {
      const world = await open();
      const asked = pending();
      await world.activations.add(asked, requested, { guards: [] });
      const next = { ...asked, status: 'cancelled' as const, endedAt: NOON, revision: 2 };
      const withdrawn = { next, expecting: asked, event: draft('activation.cancelled') };
      const late = { ...withdrawn, expecting: { ...asked, revision: 7 } };
      await unchanged(world, () => world.settingsRecords.save(version(1), changed, [late]));

      await world.settingsRecords.save(version(1), changed, [withdrawn]);

      expect(await world.activations.find(asked.id)).toEqual(next);
      const left = (await world.exportTable()).map(({ entity }) => entity);
      expect(left).not.toContain('open_activation');
      expect(left).not.toContain('inbox_entry');
      expect((await world.activations.listForRequester(ada.id, { limit: 5 })).items).toEqual([next]);
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
}
