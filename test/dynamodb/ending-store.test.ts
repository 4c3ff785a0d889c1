import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { RightEnding } from '#shared/domain/right-ending';
import { keys } from '#shared/dynamodb/keys';
import { Stale } from '#shared/ports';
import { writeEnding } from '#test/support/endings';
import { ada, assignment, EXCHANGE, margaret, operators } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { approved, pending, requested } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

const FAR = '2027-01-01T00:00:00.000Z';
const cause = { reason: 'role_disabled', roleId: EXCHANGE } as const;
const went = (world: World, changes: Partial<RightEnding> = {}) => writeEnding(world.table, NOON, cause, changes);
const minutes = (count: number) => plusMinutes(NOON, count);

onEveryEngine((open) => {
  describe('the ending of a right', () => {
    it('is found as it was written, and is due a minute later', async () => {
      const world = await open();
      const ending = await went(world);

      expect(await world.endings.find(ending.id)).toEqual(ending);
      expect(await world.endings.find('end_none')).toBeUndefined();
      expect(await world.dues.list(minutes(0.99), 10)).toEqual([]);
      expect(await world.dues.list(minutes(1), 10)).toEqual([{ kind: 'ending', id: ending.id, dueAt: minutes(1) }]);
    });

    it('moves on from the page that was read only: of ten at once one gets through', async () => {
      const world = await open();
      const ending = await went(world);
      const next = { ...ending, pages: 1, cursor: 'a' };

      const results = await Promise.allSettled(Array.from({ length: 10 }, () => world.endings.replace(next, ending)));

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await world.endings.find(ending.id)).toEqual(next);
      await expect(world.endings.remove(ending)).rejects.toBeInstanceOf(Stale);
      await world.endings.remove(next);
      expect(await world.endings.find(ending.id)).toBeUndefined();
      await expect(world.endings.replace(next, ending)).rejects.toBeInstanceOf(Stale);
    });

    it('is due again a minute after each page, or when its rest is over', async () => {
      const world = await open();
      const ending = await went(world);
      world.passMinutes(5);
      const working = { ...ending, pages: 1, cursor: 'a' };
      await world.endings.replace(working, ending);
      const dueWhileWorking = await world.dues.list(FAR, 10);
      await world.endings.replace({ ...ending, pages: 2, restsUntil: minutes(30) }, working);

      expect(dueWhileWorking).toMatchObject([{ dueAt: minutes(6) }]);
      expect(await world.dues.list(FAR, 10)).toMatchObject([{ dueAt: minutes(30) }]);
    });

    it('that could not end everything is put off, due since the right went', async () => {
      const world = await open();
      const ending = await went(world);

      await world.endings.replace({ ...ending, pages: 1, failedPasses: 3, restsUntil: minutes(30) }, ending);

      const due = { kind: 'ending', id: ending.id, dueAt: minutes(1), putOff: { failures: 3, until: minutes(30) } };
      expect(await world.dues.list(NOON, 10)).toEqual([due]);
    });
  });

  openContract(open);
});

function openContract(open: OpenWorld): void {
  const page = async (list: (cursor?: string) => Promise<{ items: string[]; nextCursor?: string }>) => {
    const pages: string[][] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await list(cursor);
      pages.push(items);
      cursor = nextCursor;
    } while (cursor !== undefined && pages.length < 20);
    return pages;
  };

  describe('open activations', () => {
    it('of a role come page by page, oldest first, each once, without those that are final', async () => {
      const world = await open();
      const people = [ada, margaret, operators].map(({ id }) => id);
      for (const [at, id] of people.entries()) {
        const asked = { id: `act_${at}`, requester: { id, displayName: id }, requestedAt: minutes(-at) };
        await world.activations.add(approved(asked), requested, { guards: [] });
      }
      await world.activations.add(pending({ id: 'act_other', roleId: 'billing' }), requested, { guards: [] });

      const list = (cursor?: string) => world.endings.listOpenOfRole(EXCHANGE, { limit: 2, cursor });

      expect(await page(list)).toEqual([['act_2', 'act_1'], ['act_0']]);
      expect(await world.endings.listOpenOfRole('nothing', { limit: 2 })).toEqual({ items: [] });
    });

    it('of somebody come page by page, each once, and nothing else that stands beside them', async () => {
      const world = await open();
      await world.directory.addPrincipal(ada, demonstration);
      await world.directory.addAssignment(assignment(ada, EXCHANGE, 'eligible'), demonstration);
      for (const roleId of ['role_a', 'role_b', 'role_c', 'role_d'])
        await world.activations.add(pending({ id: `act_${roleId}`, roleId }), requested, { guards: [] });

      const list = (cursor?: string) => world.endings.listOpenOfPrincipal(ada.id, { limit: 2, cursor });

      expect(await page(list)).toEqual([
        ['act_role_a', 'act_role_b'],
        ['act_role_c', 'act_role_d'],
      ]);
      expect(await world.endings.listOpenOfPrincipal('prn_nobody', { limit: 2 })).toEqual({ items: [] });
    });
  });

  describe('the roles a group is eligible for', () => {
    it('are named once each, whatever it holds without activating', async () => {
      const world = await open();
      const held = [
        assignment(operators, 'role_b', 'eligible'),
        assignment(operators, 'role_a', 'eligible'),
        assignment(operators, 'role_a', 'eligible', { id: 'asg_again' }),
        assignment(operators, 'role_c', 'active'),
      ];
      for (const one of held) await world.directory.addAssignment(one, demonstration);

      expect(await world.endings.listEligibleRoles(operators.id)).toEqual(['role_a', 'role_b']);
      expect(await world.endings.listEligibleRoles('grp_none')).toEqual([]);
      expect((await world.table.export()).some(({ pk }) => pk === keys.principal(operators.id).pk)).toBe(true);
    });
  });
}
