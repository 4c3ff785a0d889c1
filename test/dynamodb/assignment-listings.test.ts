import { describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { AssignmentFilter } from '#shared/ports/assignments';
import { ada, assignment, margaret } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { NOON } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';
import { allPages } from './reading-lists.ts';

const DAY = 24 * 60;
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

    it('has those that end before an instant, each once, whatever else is due (by the due index alone)', async () => {
      const world = await open();
      for (const one of [ada, margaret]) await world.directory.addPrincipal(one, demonstration);
      const all = many(37).map((one, at) => ({ ...one, ...(at % 4 ? { endsAt: plusMinutes(NOON, at * DAY) } : {}) }));
      for (const one of all) await world.directory.addAssignment(one, demonstration);
      const [put] = all.filter(({ endsAt }) => endsAt !== undefined);
      const due = (await world.dues.list(plusMinutes(NOON, 99 * DAY), 99)).find(({ id }) => id === put?.id);
      if (due) await world.dues.putOff(due, { failures: 1, until: NOON });
      const before = world.table.requests.length;

      const endsBefore = plusMinutes(NOON, 20 * DAY);
      const pages = await allPages((page) => world.assignments.list({ endsBefore }, page), 4);

      const expected = all.filter(({ endsAt }) => endsAt !== undefined && endsAt < endsBefore).map(({ id }) => id);
      expect(pages.flat().sort()).toEqual(expected);
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(4);
      const requests = world.table.requests.slice(before);
      expect(requests.filter((name) => name === 'Query').length).toBeLessThanOrEqual(4 * pages.length);
      expect(new Set(requests)).toEqual(new Set(['Query', 'BatchGetItem']));
    });

    it.each([
      ['scheduled', ['asg_ahead']],
      ['in_force', ['asg_now']],
      ['ended', ['asg_over']],
    ] as const)('has those that are %s, also of those that end before an instant', async (is, expected) => {
      const world = await open();
      await world.directory.addPrincipal(ada, demonstration);
      const dated = (id: string, from: number, to: number, more: Partial<Assignment> = {}) =>
        assignment(ada, id, 'eligible', {
          ...{ id, startsAt: plusMinutes(NOON, from * DAY), endsAt: plusMinutes(NOON, to * DAY), ...more },
        });
      const over = dated('asg_over', -9, -1, { endedAt: NOON });
      for (const one of [dated('asg_ahead', 1, 5), dated('asg_now', -1, 5), over])
        await world.directory.addAssignment(one, demonstration);
      const state = { is, at: NOON };

      for (const filter of [{ state }, { state, endsBefore: plusMinutes(NOON, 6 * DAY) }])
        expect(await allPages((page) => world.assignments.list(filter, page), 4)).toEqual([expected]);
    });

    it('never leaves its list, whatever cursor somebody makes up', async () => {
      const world = await open();
      await world.directory.addPrincipal(ada, demonstration);
      await world.directory.addAssignment(assignment(ada, 'reader', 'eligible'), demonstration);
      const cursor = (position: string) => Buffer.from(position).toString('base64url');

      for (const position of ['A', 'PROFILE', 'ASSIGNED#', 'zzz', 'active#']) {
        for (const filter of [
          { principalId: ada.id },
          { roleId: 'reader', type: 'eligible' as const },
          {},
          { endsBefore: '9999' },
        ]) {
          const { items } = await world.assignments.list(filter, { limit: 10, cursor: cursor(position) });
          expect(items.every((one) => one.id === assignment(ada, 'reader', 'eligible').id)).toBe(true);
        }
      }
      await expect(world.assignments.list({}, { limit: 10, cursor: '%' })).rejects.toEqual(refused('invalid_cursor'));
    });
  });
});
