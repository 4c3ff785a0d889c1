import { describe, expect, it } from 'vitest';
import { step } from '#shared/domain/activation';
import { demonstration } from '#shared/domain/audit-event';
import { cancel, end } from '#shared/domain/ending';
import { keys } from '#shared/dynamodb/keys';
import { Stale } from '#shared/ports';
import { ada, EXCHANGE, grace, userEntry } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import {
  active,
  approved,
  changed,
  extending,
  pending,
  provisioning,
  requested,
  revoking,
  touched,
} from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

const NO_GUARDS = { guards: [] };

async function worldWith(open: OpenWorld, ...activations: Parameters<World['activations']['add']>[0][]) {
  const world = await open();
  await world.directory.addPrincipal(ada, demonstration);
  for (const activation of activations) await world.activations.add(activation, requested, NO_GUARDS);
  return world;
}

const openOf = async (world: World) => (await world.principals.view(ada.id))?.open;
const dueIds = async (world: World) => (await world.dues.list('2027-01-01T00:00:00.000Z', 10)).map(({ id }) => id);

onEveryEngine((open) => {
  describe('replacing an activation', () => {
    it('is refused as stale for a revision that is not the newest, and changes nothing', async () => {
      const asked = pending();
      const world = await worldWith(open, asked);
      await world.activations.replace(touched(asked), asked, changed);
      const before = await world.exportTable();

      const late = world.activations.replace(cancel(asked, NOON), asked, changed);

      await expect(late).rejects.toBeInstanceOf(Stale);
      expect(await world.exportTable()).toEqual(before);
    });

    it('is refused as stale by the revision alone, whatever events say', async () => {
      const world = await worldWith(open, pending());
      await world.table.edit(keys.activation('act_1'), { revision: 9 });

      const late = world.activations.replace(touched(pending()), pending(), changed);

      await expect(late).rejects.toBeInstanceOf(Stale);
    });

    it('lets one of ten at once through', async () => {
      const asked = pending();
      const world = await worldWith(open, asked);

      const attempts = Array.from({ length: 10 }, () => world.activations.replace(touched(asked), asked, changed));

      const results = await Promise.allSettled(attempts);
      expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
      expect(await world.activations.listEvents('act_1')).toHaveLength(2);
    });

    it('numbers events by the revision they made, without gaps', async () => {
      const asked = pending();
      const world = await worldWith(open, asked);
      const second = touched(asked);
      const third = cancel(second, NOON);

      await world.activations.replace(second, asked, changed);
      await world.activations.replace(third, second, { ...changed, type: 'activation.cancelled' });

      const events = await world.activations.listEvents('act_1');
      expect(events.map(({ seq, type }) => [seq, type])).toEqual([
        [1, 'activation.requested'],
        [2, 'activation.voted'],
        [3, 'activation.cancelled'],
      ]);
    });

    it('asks the approvers of an extension from the write that opens it to the one that closes it', async () => {
      const held = active();
      const world = await worldWith(open, held);
      const inbox = async () => {
        const page = await world.activations.listPendingFor(
          [userEntry(grace)],
          { limit: 10 },
          async (waiting) => waiting,
        );
        return page.items.map(({ id }) => id);
      };
      const asked = extending(held);
      const reminded = { ...asked, revision: asked.revision + 1 };
      expect(await inbox()).toEqual([]);

      await world.activations.replace(asked, held, changed);
      expect(await inbox()).toEqual([held.id]);
      await world.activations.replace(reminded, asked, changed);
      expect(await inbox()).toEqual([held.id]);
      const last = { ...revoking(reminded), revision: reminded.revision + 1 };
      await world.activations.replace(last, reminded, changed);

      expect(await inbox()).toEqual([]);
      expect((await world.exportTable()).filter(({ entity }) => entity === 'inbox_entry')).toEqual([]);
    });

    it('of one that is final leaves the lock of a later one alone', async () => {
      const first = end(revoking(), NOON);
      const world = await worldWith(open, revoking());
      await world.activations.replace(first, revoking(), changed);
      await world.activations.add(pending({ id: 'act_2' }), requested, NO_GUARDS);

      await world.activations.replace(touched(first), first, changed);

      expect(await openOf(world)).toMatchObject([{ activationId: 'act_2', status: 'pending_approval' }]);
      expect(await world.activations.find('act_1')).toMatchObject({ status: 'ended', revision: first.revision + 1 });
    });

    it.each([
      ['cancelled', cancel(pending(), NOON)],
      ['denied', step(pending(), { status: 'denied' as const, endedAt: NOON })],
      ['timed out', step(pending(), { status: 'timed_out' as const, endedAt: NOON })],
      ['approved', step(pending(), { status: 'approved' as const, approvedAt: NOON })],
    ])('by one that is %s takes it out of every inbox', async (_, next) => {
      const world = await worldWith(open, pending());

      await world.activations.replace(next, pending(), changed);

      const inbox = (await world.exportTable()).filter(({ entity }) => entity === 'inbox_entry');
      expect(inbox).toEqual([]);
    });

    it('keeps lock and due time current while it is open, and drops both with the final status', async () => {
      const states = [approved(), provisioning(), active(), revoking()];
      const world = await worldWith(open, approved());
      let last = states[0] ?? approved();

      for (const state of states.slice(1)) {
        const next = { ...state, revision: last.revision + 1 };
        await world.activations.replace(next, last, changed);
        last = next;
        expect(await openOf(world)).toMatchObject([{ activationId: 'act_1', status: next.status }]);
        expect(await dueIds(world)).toEqual(['act_1']);
      }
      await world.activations.replace(end(last, NOON), last, changed);

      expect(await openOf(world)).toEqual([]);
      expect(await dueIds(world)).toEqual([]);
      await world.activations.add(pending({ id: 'act_2' }), requested, NO_GUARDS);
    });

    it('never removes the lock of somebody else', async () => {
      const world = await worldWith(open, pending());
      await world.table.edit(keys.openActivation(ada.id, EXCHANGE, '/'), { activationId: 'act_other' });

      const closing = world.activations.replace(cancel(pending(), NOON), pending(), changed);

      await expect(closing).rejects.toBeInstanceOf(Stale);
      expect(await openOf(world)).toMatchObject([{ activationId: 'act_other' }]);
    });
  });
});
