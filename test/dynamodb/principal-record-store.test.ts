import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import type { RightEnding } from '#shared/domain/right-ending';
import { keys } from '#shared/dynamodb/keys';
import { type EventDraft, Stale } from '#shared/ports';
import { ada, alan, foundOrganization, grace, margaret, operators, principal } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';
import { allPages } from './reading-lists.ts';

const event = (type: EventDraft['type']): EventDraft => ({ type, actor: grace, details: { by: 'test' } });
const ending = (id: string): RightEnding => ({
  id,
  cause: { reason: 'principal_disabled', principalId: grace.id, kind: 'user' },
  actor: grace,
  at: NOON,
  pages: 0,
});

async function stored(world: World, id: string) {
  const found = await world.principals.find(id);
  if (!found) throw new Error(`${id} is not stored.`);
  return found;
}

const items = async (world: World, entity: string) =>
  (await world.exportTable()).filter((item) => item.entity === entity);
function listContract(open: OpenWorld): void {
  describe('the list of principals', () => {
    const groups = Array.from({ length: 7 }, (_, at): Principal => ({ ...operators, id: `grp_${at}` }));
    const people = Array.from({ length: 120 }, (_, at) => principal(`p${String(at).padStart(3, '0')}`));
    async function fullWorld() {
      const world = await open();
      for (const one of [...people, ...groups]) await world.directory.addPrincipal(one, demonstration);
      return world;
    }

    it('has everybody once, in the order of ids, page by page', async () => {
      const world = await fullWorld();

      const pages = await allPages((page) => world.principalRecords.list({}, page), 50);

      expect(pages.map((page) => page.length)).toEqual([50, 50, 27]);
      expect(pages.flat()).toEqual([...groups, ...people].map(({ id }) => id).sort());
    });

    it('has full pages of one kind, however many others lie between', async () => {
      const world = await fullWorld();
      const kinds = async (kind: Principal['kind'], limit: number) =>
        (await allPages((page) => world.principalRecords.list({ kind }, page), limit)).map((page) => page.length);

      expect(await kinds('group', 3)).toEqual([3, 3, 1]);
      expect(await kinds('group', 7)).toEqual([7]);
      expect(await kinds('user', 100)).toEqual([100, 20]);
      expect(await kinds('workload', 25)).toEqual([0]);
    });

    it('takes no cursor that is not its own', async () => {
      const world = await open();

      for (const filter of [{}, { kind: 'user' as const }])
        await expect(world.principalRecords.list(filter, { limit: 5, cursor: '%' })).rejects.toMatchObject({
          code: 'invalid_cursor',
        });
    });
  });
}

function membersContract(open: OpenWorld): void {
  describe('the members of a group, as administrators see them', () => {
    it('are all of them, page by page', async () => {
      const world = await foundOrganization(await open());
      const added = [ada.id, alan.id];
      await world.principalRecords.change({ ...operators, revision: 3 }, await stored(world, operators.id), {
        events: [event('group.member_added')],
        added,
      });
      await world.table.edit(keys.principal(alan.id), { enabled: false });

      const pages = await allPages((page) => world.principalRecords.listMembers(operators.id, page), 2);

      expect(pages).toEqual([[ada.id, alan.id], [margaret.id]]);
      expect(await world.principalRecords.findMembers(operators.id, [grace.id, ada.id, ada.id])).toEqual([ada.id]);
    });
  });
}

function addContract(open: OpenWorld): void {
  describe('adding a principal', () => {
    const added: [string, Principal, string][] = [
      ['an id that is taken', principal('other', { id: ada.id }), 'principal_exists'],
      ['an identity that is bound', principal('other', { subject: 'ada' }), 'identity_taken'],
      ['both', ada, 'principal_exists'],
    ];

    it.each(added)('with %s is refused and changes nothing', async (_, one, code) => {
      const world = await foundOrganization(await open());
      const before = await world.exportTable();

      await expect(world.principalRecords.add(one, { events: [event('principal.added')] })).rejects.toMatchObject({
        code,
      });

      expect(await world.exportTable()).toEqual(before);
    });

    it('writes a group with its members, and each event at its place', async () => {
      const world = await foundOrganization(await open());
      const group = { ...operators, id: 'grp_new', revision: 2 };

      await world.principalRecords.add(group, {
        events: [event('principal.added'), event('group.member_added')],
        added: [ada.id, grace.id],
      });

      const view = await world.principals.view(ada.id);
      expect(view?.memberships).toEqual([{ principalId: ada.id, groupId: group.id, groupName: group.displayName }]);
      const events = (await items(world, 'event')).filter(({ subject }) => Object(subject).id === group.id);
      expect(events).toMatchObject([
        { seq: 1, type: 'principal.added', subject: { kind: 'principal' } },
        { seq: 2, type: 'group.member_added', subject: { kind: 'principal' } },
      ]);
    });
  });
}

function changeContract(open: OpenWorld): void {
  describe('changing a principal', () => {
    it('is refused when it is not the one expected, and changes nothing', async () => {
      const world = await foundOrganization(await open());
      const next = { ...ada, displayName: 'Ada', revision: 2 };
      const changes = { events: [event('principal.changed')] };
      await world.principalRecords.change(next, ada, changes);
      const before = await world.exportTable();

      await expect(world.principalRecords.change(next, ada, changes)).rejects.toBeInstanceOf(Stale);

      expect(await world.exportTable()).toEqual(before);
      expect(await stored(world, ada.id)).toEqual(next);
    });

    it('leaves alone what the rules do not see: the list it is in, and that somebody administers', async () => {
      const world = await foundOrganization(await open());
      const before = (await items(world, 'principal')).find(({ id }) => id === grace.id);

      await world.principalRecords.change({ ...grace, displayName: 'Grace', revision: 2 }, grace, {
        events: [event('principal.changed')],
      });

      const after = (await items(world, 'principal')).find(({ id }) => id === grace.id);
      expect(after).toEqual({ ...before, displayName: 'Grace', revision: 2 });
      expect(after).toMatchObject({ standingAdministrator: true });
    });

    it('may move thirty members, rename, readdress and switch off a group in one transaction', async () => {
      const world = await foundOrganization(await open());
      const thirty = Array.from({ length: 30 }, (_, at) => `prn_${at}`);
      const group = { ...operators, id: 'grp_big', revision: 2 };
      const birth = [event('principal.added'), event('group.member_added')];
      await world.principalRecords.add(group, { events: birth, added: thirty });

      await world.principalRecords.change(
        { ...group, displayName: 'Big', email: 'big@example.test', enabled: false, revision: 6 },
        group,
        {
          events: ['principal.changed', 'group.member_added', 'group.member_removed', 'principal.disabled'].map(
            (type) => event(type as EventDraft['type']),
          ),
          removed: thirty,
          endings: Array.from({ length: 31 }, (_, at) => ending(`end_${at}`)),
        },
      );

      expect(await world.principalRecords.findMembers(group.id, thirty)).toEqual([]);
      expect((await items(world, 'membership')).map(({ groupId }) => groupId)).toEqual([operators.id]);
      expect(await items(world, 'ending')).toHaveLength(31);
      expect(
        (await world.dues.list('9999-12-31T23:59:59.999Z', 100)).filter(({ kind }) => kind === 'ending'),
      ).toHaveLength(31);
    });
  });
}

onEveryEngine((open) => {
  listContract(open);
  membersContract(open);
  addContract(open);
  changeContract(open);
});
