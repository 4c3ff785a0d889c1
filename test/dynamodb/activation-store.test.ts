import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { Stale } from '#shared/ports';
import { ada, alan, grace } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { approved, pending, requested } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

const NO_GUARDS = { guards: [] };

async function worldWith(open: OpenWorld, ...activations: Parameters<World['activations']['add']>[0][]) {
  const world = await open();
  await world.directory.addPrincipal(ada, demonstration);
  for (const activation of activations) await world.activations.add(activation, requested, NO_GUARDS);
  return world;
}

const openOf = async (world: World) => (await world.principals.view(ada.id))?.open;
const inboxOf = (world: World, id: string) =>
  world.activations.listPendingFor([{ kind: 'user', id }], { limit: 10 }, async (waiting) => waiting);
const dueIds = async (world: World) => (await world.dues.list('2027-01-01T00:00:00.000Z', 10)).map(({ id }) => id);

onEveryEngine((open) => {
  describe('adding an activation', () => {
    it('finds it again as it was, and nothing under another id', async () => {
      const asked = pending({ ticket: { number: 'INC-1' }, startsAt: '2026-11-22T13:00:00.000Z' });
      const world = await worldWith(open, asked);

      expect(await world.activations.find('act_1')).toEqual(asked);
      expect(await world.activations.find('act_2')).toBeUndefined();
    });

    it('locks the role, asks each approver, becomes due and puts its event on record, all at once', async () => {
      const world = await worldWith(open, pending());

      expect(await openOf(world)).toMatchObject([{ activationId: 'act_1', status: 'pending_approval' }]);
      expect((await inboxOf(world, grace.id)).items).toHaveLength(1);
      expect((await inboxOf(world, alan.id)).items).toHaveLength(1);
      expect(await dueIds(world)).toEqual(['act_1']);
      expect(await world.activations.listEvents('act_1')).toMatchObject([
        { type: 'activation.requested', seq: 1, at: NOON, subject: { kind: 'activation', id: 'act_1' } },
      ]);
    });

    it('asks an approver once who is named twice', async () => {
      const asked = pending();
      const { approvers } = asked.approval;
      const world = await worldWith(
        open,
        pending({ approval: { ...asked.approval, approvers: [...approvers, ...approvers] } }),
      );

      expect((await inboxOf(world, grace.id)).items).toHaveLength(1);
    });

    it('asks nobody when no approval is needed', async () => {
      const world = await worldWith(open, approved());

      expect((await inboxOf(world, grace.id)).items).toEqual([]);
    });

    it('is refused with the id of the open one for the same role and resource, and changes nothing', async () => {
      const world = await worldWith(open, pending());
      const before = await world.exportTable();

      const second = world.activations.add(pending({ id: 'act_2' }), requested, NO_GUARDS);

      await expect(second).rejects.toMatchObject({ code: 'already_open', context: { activationId: 'act_1' } });
      expect(await world.exportTable()).toEqual(before);
    });

    it('succeeds beside an open one of another role, resource or person', async () => {
      const others = [{ roleId: 'backup' }, { resourceId: 'res_1' }, { requester: { id: 'prn_x', displayName: 'x' } }];

      const world = await worldWith(
        open,
        pending(),
        ...others.map((other, at) => pending({ id: `act_o${at}`, ...other })),
      );

      expect(await dueIds(world)).toHaveLength(4);
    });

    it('is won by one of ten at once', async () => {
      const world = await worldWith(open);

      const attempts = Array.from({ length: 10 }, (_, at) =>
        world.activations.add(pending({ id: `act_${at}` }), requested, NO_GUARDS),
      );

      const results = await Promise.allSettled(attempts);
      const winner = results.findIndex((result) => result.status === 'fulfilled');
      const losers = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
      expect(losers).toHaveLength(9);
      for (const reason of losers)
        expect(reason).toMatchObject({ code: 'already_open', context: { activationId: `act_${winner}` } });
    });

    it('keeps the answer under its idempotency key in the same transaction', async () => {
      const world = await worldWith(open);
      const record = {
        principalId: ada.id,
        route: 'POST /v1/activations',
        key: 'k',
        bodyHash: 'h',
        status: 202,
        body: {},
      };

      await world.activations.add(pending(), requested, { guards: [], idempotency: record });
      const other = pending({ id: 'act_2', roleId: 'backup' });
      const again = world.activations.add(other, requested, { guards: [], idempotency: record });

      await expect(again).rejects.toBeInstanceOf(Stale);
      expect(await world.activations.find('act_2')).toBeUndefined();
      expect(await world.idempotency.find(ada.id, record.route, 'k')).toMatchObject({ status: 202, body: {} });
    });
  });
});
