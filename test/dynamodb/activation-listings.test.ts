import { describe, expect, it } from 'vitest';
import type { Activation, PendingActivation } from '#shared/domain/activation';
import { cancel } from '#shared/domain/ending';
import { plusMinutes } from '#shared/domain/instant';
import type { WaitingActivation } from '#shared/domain/open-approval';
import type { ApproverEntry } from '#shared/domain/role-settings';
import type { RequestFilter } from '#shared/ports/activations';
import { ada, alan, grace, mallory, userEntry } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { active, approved, changed, pending, provisioning, requested } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';
import { allPages, idsOf, minuteApart, worldWith } from './reading-lists.ts';

const FAR = '2027-01-01T00:00:00.000Z';

function dueContract(open: OpenWorld): void {
  describe('what is due', () => {
    it('is named oldest first over all shards, up to and with the instant asked for', async () => {
      const running = minuteApart(9).map((asked) => active(provisioning(approved(asked))));
      const world = await worldWith(open, running.toReversed());

      const reminderOfFifth = plusMinutes(NOON, 4 + 45);
      const due = await world.dues.list(reminderOfFifth, 100);
      const justBefore = await world.dues.list(plusMinutes(reminderOfFifth, -1 / 60_000), 100);

      expect(due.map(({ id }) => id)).toEqual(['act_00', 'act_01', 'act_02', 'act_03', 'act_04']);
      expect(due.at(-1)).toEqual({ kind: 'activation', id: 'act_04', dueAt: reminderOfFifth });
      expect(justBefore).toEqual(due.slice(0, 4));
    });

    it('is bounded per shard, the oldest first', async () => {
      const world = await worldWith(open, minuteApart(12));

      const due = await world.dues.list(FAR, 1);

      expect(due.length).toBeGreaterThan(1);
      expect(due.length).toBeLessThanOrEqual(4);
      expect(due[0]?.id).toBe('act_00');
    });
  });
}

function requesterContract(open: OpenWorld): void {
  describe('the requests of somebody', () => {
    it('come newest first, page by page, each once', async () => {
      const world = await worldWith(open, minuteApart(5));

      const pages = await allPages((page) => world.activations.listForRequester(ada.id, {}, page), 2);

      expect(pages).toEqual([['act_04', 'act_03'], ['act_02', 'act_01'], ['act_00']]);
    });

    it('end without a cursor when the last page is exactly full', async () => {
      const world = await worldWith(open, minuteApart(4));

      expect(await allPages((page) => world.activations.listForRequester(ada.id, {}, page), 2)).toHaveLength(2);
    });

    it.each([1, 2, 10])('are those that are open or over, of one role or of all, at most %i a page', async (limit) => {
      const asked = minuteApart(6);
      const world = await worldWith(open, asked);
      for (const at of [1, 2, 5]) {
        const over = asked[at] as PendingActivation;
        await world.activations.replace(cancel(over, NOON), over, changed);
      }
      const { roleId } = asked[2] as PendingActivation;
      const again = pending({ id: 'act_99', roleId, requestedAt: plusMinutes(NOON, 99) });
      await world.activations.add(again, requested, { guards: [] });
      const listed = async (filter: RequestFilter) =>
        (await allPages((page) => world.activations.listForRequester(ada.id, filter, page), limit)).flat();

      expect(await listed({ open: true })).toEqual(['act_99', 'act_04', 'act_03', 'act_00']);
      expect(await listed({ open: false })).toEqual(['act_05', 'act_02', 'act_01']);
      expect(await listed({ roleId })).toEqual(['act_99', 'act_02']);
      expect(await listed({ open: true, roleId })).toEqual(['act_99']);
      expect(await listed({ open: false, roleId: 'role_00' })).toEqual([]);
    });

    it.each(['!', 'not base64url', 'A'.repeat(400), ''])('refuse a cursor that is not ours: %j', async (cursor) => {
      const world = await worldWith(open, []);

      const listing = world.activations.listForRequester(ada.id, {}, { limit: 2, cursor });

      await expect(listing).rejects.toMatchObject({ code: 'invalid_cursor' });
    });

    it('stay the caller’s own, whatever list the cursor is from', async () => {
      const foreign = minuteApart(3).map((own) => ({
        ...own,
        id: own.id.replace('act', 'foreign'),
        requester: mallory,
      }));
      const world = await worldWith(open, [...minuteApart(3), ...foreign]);
      const { nextCursor } = await world.activations.listForRequester(mallory.id, {}, { limit: 1 });

      const page = await world.activations.listForRequester(ada.id, {}, { limit: 10, cursor: nextCursor });

      expect(idsOf(page)).toEqual(['act_02', 'act_01', 'act_00']);
    });
  });
}

const all = async (waiting: readonly WaitingActivation[]) => waiting;

function inboxContract(open: OpenWorld): void {
  const entries = [
    { kind: 'user' as const, id: grace.id },
    { kind: 'group' as const, id: 'grp_1' },
  ];
  const group: ApproverEntry = { kind: 'group', id: 'grp_1', displayName: 'group' };
  const askedOf = (approvers: ApproverEntry[], minutes: number): Pick<PendingActivation, 'approval'> => ({
    approval: { ...pending().approval, approvers, deadline: plusMinutes(NOON, minutes) },
  });

  const minutes = Array.from({ length: 15 }, (_, at) => 11 + at);

  describe('an inbox', () => {
    it('merges what is asked of any entry, each once, nearest deadline first', async () => {
      const waiting = [
        pending({ id: 'act_a', roleId: 'a', ...askedOf([userEntry(grace)], 30) }),
        pending({ id: 'act_b', roleId: 'b', ...askedOf([userEntry(grace), group], 60) }),
        pending({ id: 'act_c', roleId: 'c', ...askedOf([group], 10) }),
      ];
      const world = await worldWith(open, waiting);

      const pages = await allPages((page) => world.activations.listPendingFor(entries, page, all), 1);

      expect(pages).toEqual([['act_c'], ['act_a'], ['act_b']]);
    });

    it('is filled with what is chosen, and ends with the last of it', async () => {
      const waiting = minutes.map((at) =>
        pending({ id: `act_${at}`, roleId: `${at}`, ...askedOf([userEntry(grace)], at) }),
      );
      const world = await worldWith(open, waiting);
      const everyThird: typeof all = async (some) => some.filter(({ roleId }) => Number(roleId) % 3 === 0);

      const pages = await allPages((page) => world.activations.listPendingFor(entries, page, everyThird), 2);

      expect(pages).toEqual([['act_12', 'act_15'], ['act_18', 'act_21'], ['act_24']]);
    });

    it('holds nothing that is asked of others, or no longer asked', async () => {
      const ofAlan = pending({ id: 'act_a', roleId: 'a', ...askedOf([userEntry(alan)], 30) });
      const cancelled: Activation = pending({ id: 'act_b', roleId: 'b' });
      const world = await worldWith(open, [ofAlan, cancelled]);
      await world.activations.replace(cancel(cancelled, NOON), cancelled, changed);

      expect(await world.activations.listPendingFor(entries, { limit: 10 }, all)).toEqual({ items: [] });
      expect(await world.activations.listPendingFor([], { limit: 10 }, all)).toEqual({ items: [] });
    });
  });
}

onEveryEngine((open) => {
  dueContract(open);
  requesterContract(open);
  inboxContract(open);
});
