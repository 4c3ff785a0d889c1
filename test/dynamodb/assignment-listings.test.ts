import { describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import { demonstration } from '#shared/domain/audit-event';
import type { AssignmentFilter } from '#shared/ports/assignments';
import { ada, assignment, margaret } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { onEveryEngine } from './on-every-engine.ts';
import { allPages } from './reading-lists.ts';

const many = (count: number): Assignment[] =>
  Array.from({ length: count }, (_, at) =>
    assignment(at % 2 ? margaret : ada, at % 3 ? 'reader' : 'writer', at % 5 ? 'eligible' : 'active', {
      id: `asg_${String(at).padStart(3, '0')}`,
      resourceId: `res_${at}`,
    }),
  );

onEveryEngine((open) => {
  describe('the list of assignments', () => {
    it.each<[string, AssignmentFilter, (one: Assignment) => boolean]>([
      ['all', {}, () => true],
      ['of a role', { roleId: 'reader' }, (one) => one.roleId === 'reader'],
      [
        'of a role and a type',
        { roleId: 'reader', type: 'active' },
        (one) => one.roleId === 'reader' && one.type === 'active',
      ],
      ['of a principal', { principalId: ada.id }, (one) => one.principalId === ada.id],
      ['of a type', { type: 'active' }, (one) => one.type === 'active'],
      ['at a resource', { resourceId: 'res_7' }, (one) => one.resourceId === 'res_7'],
      [
        'of a principal, a role and a type',
        { principalId: ada.id, roleId: 'reader', type: 'eligible' },
        (one) => one.principalId === ada.id && one.roleId === 'reader' && one.type === 'eligible',
      ],
    ])('has %s, each once, in full pages', async (_, filter, isWanted) => {
      const world = await open();
      const all = many(37);
      for (const one of [ada, margaret]) await world.directory.addPrincipal(one, demonstration);
      for (const one of all) await world.directory.addAssignment(one, demonstration);

      const pages = await allPages((page) => world.assignments.list(filter, page), 4);

      const expected = all.filter(isWanted).map(({ id }) => id);
      expect(expected.length).toBeGreaterThan(0);
      expect(pages.flat().sort()).toEqual(expected);
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(4);
    });

    it('never leaves its list, whatever cursor somebody makes up', async () => {
      const world = await open();
      await world.directory.addPrincipal(ada, demonstration);
      await world.directory.addAssignment(assignment(ada, 'reader', 'eligible'), demonstration);
      const cursor = (position: string) => Buffer.from(position).toString('base64url');

      for (const position of ['A', 'PROFILE', 'ASSIGNED#', 'zzz', 'active#']) {
        for (const filter of [{ principalId: ada.id }, { roleId: 'reader', type: 'eligible' as const }, {}]) {
          const { items } = await world.assignments.list(filter, { limit: 10, cursor: cursor(position) });
          expect(items.every((one) => one.id === assignment(ada, 'reader', 'eligible').id)).toBe(true);
        }
      }
      await expect(world.assignments.list({}, { limit: 10, cursor: '%' })).rejects.toEqual(refused('invalid_cursor'));
    });
  });
});
