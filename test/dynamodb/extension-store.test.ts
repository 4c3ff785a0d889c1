import { describe, expect, it } from 'vitest';
import { decideExtension, type PendingExtension } from '#shared/domain/assignment-extension';
import { demonstration } from '#shared/domain/audit-event';
import { keys } from '#shared/dynamodb/keys';
import { Stale } from '#shared/ports';
import {
  ada,
  assignment,
  EXCHANGE,
  foundOrganization,
  grace,
  margaret,
  operators,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';
import { allPages } from './reading-lists.ts';

const eligible = assignment(ada, EXCHANGE, 'eligible');
const request = (number = 1, assignmentId = eligible.id): PendingExtension => ({
  ...{ id: `ext_${number}`, assignmentId, principalId: ada.id, roleId: EXCHANGE, resourceId: '/' },
  ...{ kind: 'extension', status: 'pending', requestedBy: ada.id, requestedAt: NOON, revision: 1 },
  ...{ wantedEndsAt: '2027-01-01T00:00:00.000Z', justification: 'Still on the team' },
});
const requested = { type: 'extension.requested' as const, actor: ada, details: {} };
const add = (world: World, extension = request()) => world.extensions.add(extension, requested, []);

function move(before: PendingExtension, decision: 'approve' | 'deny' = 'deny') {
  const after = decideExtension(before, { decision, justification: 'Checked' }, grace, NOON);
  return { before, after, event: { type: 'extension.denied' as const, actor: grace, details: {} } };
}

function waitingContract(open: OpenWorld): void {
  describe('a request to extend', () => {
    it('waits, one at a time for an assignment', async () => {
      const world = await foundOrganization(await open());
      await add(world);
      const before = await world.exportTable();

      await expect(add(world, request(2))).rejects.toEqual(refused('assignment_extension_pending'));

      expect(await world.exportTable()).toEqual(before);
      expect(await world.extensions.find('ext_1')).toEqual(request());
      expect(await world.extensions.findWaiting(eligible.id)).toEqual(request());
    });

    it('is refused when its assignment changed since it was read', async () => {
      const world = await foundOrganization(await open());
      const { id: assignmentId, principalId, revision } = eligible;
      await world.assignments.step({ ...eligible, revision: 2 }, eligible, requested);

      const late = world.extensions.add(request(), requested, [
        { kind: 'assignment', principalId, assignmentId, revision },
      ]);

      await expect(late).rejects.toBeInstanceOf(Stale);
    });

    it('waits no more once it is decided, and makes room for another', async () => {
      const world = await foundOrganization(await open());
      await add(world);

      await world.extensions.close(move(request()));

      expect(await world.extensions.findWaiting(eligible.id)).toBeUndefined();
      expect(await world.extensions.find('ext_1')).toMatchObject({ status: 'denied' });
      await add(world, request(2));
      await expect(world.extensions.close(move(request()))).rejects.toBeInstanceOf(Stale);
      expect(await world.extensions.findWaiting(eligible.id)).toMatchObject({ id: 'ext_2' });
    });
  });

  describe('the list of requests to extend', () => {
    it('has those that wait, in pages', async () => {
      const world = await foundOrganization(await open());
      for (const number of [1, 2, 3, 4, 5]) await add(world, request(number, `asg_${number}`));
      await world.extensions.close(move(request(3, 'asg_3')));

      const pages = await allPages((page) => world.extensions.listWaiting(page), 3);

      expect(pages).toEqual([['ext_1', 'ext_2', 'ext_4'], ['ext_5']]);
    });
  });
}

function leavingContract(open: OpenWorld): void {
  describe('removing an assignment', () => {
    const removed = { type: 'assignment.removed' as const, actor: grace, details: {} };

    it('withdraws the request that waits, on record', async () => {
      const world = await foundOrganization(await open());
      await add(world);
      const holder = await world.assignments.findHolder(ada.id);
      if (!holder) throw new Error('ada is not in this world.');

      await world.assignments.remove(eligible, holder, removed, { waiting: request() });

      expect(await world.extensions.find('ext_1')).toMatchObject({ status: 'withdrawn', decidedBy: grace.id });
      expect(await world.extensions.findWaiting(eligible.id)).toBeUndefined();
      const events = (await world.exportTable()).filter(
        ({ pk, entity }) => pk === 'EXTENSION#ext_1' && entity === 'event',
      );
      expect(events).toMatchObject([
        { type: 'extension.requested', seq: 1 },
        { type: 'extension.withdrawn', seq: 2 },
      ]);
    });

    it('is refused when a request came in the meantime', async () => {
      const world = await foundOrganization(await open());
      const holder = await world.assignments.findHolder(ada.id);
      if (!holder) throw new Error('ada is not in this world.');
      await add(world);

      const removal = world.assignments.remove(eligible, holder, removed, { waiting: undefined });

      await expect(removal).rejects.toBeInstanceOf(Stale);
    });
  });
}

function usesContract(open: OpenWorld): void {
  describe('the note of a use', () => {
    const use = (lastUsedAt: string) => ({ roleId: EXCHANGE, lastUsedAt });

    it('is kept, and replaced by a later one unless a newer one than said is there', async () => {
      const world = await foundOrganization(await open());
      await world.roleUses.record(ada.id, use('2026-11-22T10:00:00.000Z'), '2026-11-22T09:00:00.000Z');

      await world.roleUses.record(ada.id, use('2026-11-22T11:00:00.000Z'), '2026-11-22T10:00:00.000Z');
      const early = world.roleUses.record(ada.id, use('2026-11-22T11:30:00.000Z'), '2026-11-22T10:30:00.000Z');

      await expect(early).rejects.toBeInstanceOf(Stale);
      expect((await world.principals.view(ada.id))?.uses).toEqual([use('2026-11-22T11:00:00.000Z')]);
    });

    it('writes no attribute that anything else in the partition is read by', async () => {
      const world = await foundOrganization(await open());
      const others = new Set((await world.exportTable()).flatMap(Object.keys));
      await world.roleUses.record(ada.id, use(NOON), NOON);

      const note = (await world.exportTable()).find(({ sk }) => String(sk).startsWith('USE#'));

      expect(note).toEqual({ ...keys.roleUse(ada.id, EXCHANGE), lastUsedAt: NOON });
      expect(others).not.toContain('lastUsedAt');
    });

    it('is found for each member of a group, and missing where there is none', async () => {
      const world = await foundOrganization(await open());
      await world.directory.addMember({ principalId: ada.id, groupId: operators.id, groupName: 'x' }, demonstration);
      await world.roleUses.record(margaret.id, use(NOON), NOON);

      const uses = await world.assignments.listUsesOfMembers(operators.id, EXCHANGE);

      expect(uses).toEqual([undefined, NOON]);
      expect(await world.assignments.listUsesOfMembers(operators.id, 'reader')).toEqual([undefined, undefined]);
    });
  });
}

onEveryEngine((open) => {
  waitingContract(open);
  leavingContract(open);
  usesContract(open);
});
