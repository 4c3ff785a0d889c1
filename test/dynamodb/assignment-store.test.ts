import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { Stale } from '#shared/ports';
import type { Holder } from '#shared/ports/assignments';
import { ada, assignment, EXCHANGE, foundOrganization, grace, operators, role } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';

const standing = assignment(ada, PRIVILEGED_ROLE_ADMINISTRATOR, 'active');
const added = { type: 'assignment.added' as const, actor: grace, details: {} };
const removed = { type: 'assignment.removed' as const, actor: grace, details: {} };
const gone = { waiting: undefined };

async function holderOf(world: World, { id }: { id: string }): Promise<Holder> {
  const holder = await world.assignments.findHolder(id);
  if (!holder) throw new Error(`${id} is not in this world.`);
  return holder;
}

async function administratorsOf(world: World): Promise<unknown[]> {
  const items = await world.exportTable();
  const marked = items.filter(({ standingAdministrator }) => standingAdministrator === true).map(({ id }) => id);
  return [await world.assignments.countAdministrators(), ...marked.sort()];
}

function readingContract(open: OpenWorld): void {
  describe('an assignment', () => {
    it('is found by its id alone, until it is removed', async () => {
      const world = await foundOrganization(await open());
      const eligible = assignment(ada, EXCHANGE, 'eligible');
      expect(await world.assignments.find(eligible.id)).toEqual(eligible);

      await world.assignments.remove(eligible, await holderOf(world, ada), removed, gone);

      expect(await world.assignments.find(eligible.id)).toBeUndefined();
      expect((await holderOf(world, ada)).assignments).toEqual([]);
    });

    it('comes with all there is about its holder in one query', async () => {
      const world = await foundOrganization(await open());
      await world.roleUses.record(ada.id, { roleId: EXCHANGE, lastUsedAt: world.now() }, world.now());
      const before = world.table.requests.length;

      const holder = await world.assignments.findHolder(ada.id);

      expect(world.table.requests.slice(before)).toEqual(['Query']);
      expect(holder).toMatchObject({
        principal: ada,
        isStanding: false,
        assignments: [{ roleId: EXCHANGE }],
        uses: [{ roleId: EXCHANGE, lastUsedAt: world.now() }],
      });
    });

    it('of nobody has no holder', async () => {
      const world = await foundOrganization(await open());

      expect(await world.assignments.findHolder('prn_nobody')).toBeUndefined();
      expect(await world.assignments.find('asg_none')).toBeUndefined();
    });
  });
}

function overlapContract(open: OpenWorld): void {
  describe('two assignments of one role to one principal', () => {
    const first = assignment(ada, 'reader', 'eligible', { id: 'asg_1' });
    const second = assignment(ada, 'reader', 'eligible', { id: 'asg_2' });

    it('made on the same reading are refused, the second and the seeded one alike', async () => {
      const world = await foundOrganization(await open());
      const holder = await holderOf(world, ada);
      await world.assignments.add(first, holder, added, []);
      const before = await world.exportTable();

      await expect(world.assignments.add(second, holder, added, [])).rejects.toBeInstanceOf(Stale);

      expect(await world.exportTable()).toEqual(before);
      const read = await holderOf(world, ada);
      await world.directory.addAssignment({ ...second, id: 'asg_3' }, demonstration);
      await expect(world.assignments.add(second, read, added, [])).rejects.toBeInstanceOf(Stale);
    });

    it('that differ in role, resource or type never stand in each other’s way', async () => {
      const world = await foundOrganization(await open());
      const holder = await holderOf(world, ada);

      for (const [place, changes] of [
        { roleId: 'writer' },
        { resourceId: 'res_1' },
        { type: 'active' as const },
        {},
      ].entries())
        await world.assignments.add({ ...first, ...changes, id: `asg_x${place}` }, holder, added, []);

      expect((await holderOf(world, ada)).assignments).toHaveLength(5);
    });

    it('to somebody disabled since is refused', async () => {
      const world = await foundOrganization(await open());
      const holder = await holderOf(world, ada);
      await world.table.edit(keys.principal(ada.id), { enabled: false });

      await expect(world.assignments.add(first, holder, added, [])).rejects.toBeInstanceOf(Stale);
    });
  });
}

function administratorContract(open: OpenWorld): void {
  describe('the count of standing administrators (ONB-4)', () => {
    it('follows those who come and go, and never loses the last one', async () => {
      const world = await foundOrganization(await open());
      const own = assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active', { revision: 0 });
      expect(await administratorsOf(world)).toEqual([1, grace.id]);

      await world.assignments.add(standing, await holderOf(world, ada), added, []);
      expect(await administratorsOf(world)).toEqual([2, ada.id, grace.id]);
      await world.assignments.remove(own, await holderOf(world, grace), removed, gone);
      expect(await administratorsOf(world)).toEqual([1, ada.id]);
      const before = await world.exportTable();
      const last = world.assignments.remove(standing, await holderOf(world, ada), removed, gone);

      await expect(last).rejects.toEqual(refused('last_administrator'));
      expect(await world.exportTable()).toEqual(before);
    });

    it('leaves out who is disabled: removing them takes nobody off', async () => {
      const world = await foundOrganization(await open());
      await world.assignments.add(standing, await holderOf(world, ada), added, []);
      await world.table.edit(keys.principal(ada.id), { enabled: false });
      await world.table.edit(keys.administrators(), { standing: 1 });

      await world.assignments.remove(standing, await holderOf(world, ada), removed, gone);

      expect(await administratorsOf(world)).toEqual([1, grace.id]);
    });

    it.each([
      ['enabled', 'disabled', { enabled: false }],
      ['marked', 'marked no more', { standingAdministrator: false }],
    ])('is not touched for somebody who was %s when read and is %s now', async (_, _now, changes) => {
      const world = await foundOrganization(await open());
      await world.assignments.add(standing, await holderOf(world, ada), added, []);
      const holder = await holderOf(world, ada);
      await world.table.edit(keys.principal(ada.id), changes);

      const removal = world.assignments.remove(standing, holder, removed, gone);

      await expect(removal).rejects.toBeInstanceOf(Stale);
      expect(await world.assignments.countAdministrators()).toBe(2);
    });

    it('does not count a group, nor standing access to another role', async () => {
      const world = await foundOrganization(await open());
      await world.directory.addRole(role('reader'), demonstration);
      const group = assignment(operators, PRIVILEGED_ROLE_ADMINISTRATOR, 'active');
      const other = assignment(ada, 'reader', 'active', { resourceId: DIRECTORY });

      await world.assignments.add(group, await holderOf(world, operators), added, []);
      await world.assignments.add(other, await holderOf(world, ada), added, []);

      expect(await administratorsOf(world)).toEqual([1, grace.id]);
    });
  });
}

onEveryEngine((open) => {
  readingContract(open);
  overlapContract(open);
  administratorContract(open);
});
