import { describe, expect, it } from 'vitest';
import type { DecisionLink } from '#shared/domain/decision-link';
import { Refusal } from '#shared/domain/refusal';
import type { EventDraft } from '#shared/ports';
import { alan, grace } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';

const link: DecisionLink = {
  activationId: 'act_1',
  hash: 'hash_of_grace',
  approverId: grace.id,
  codeHash: 'code',
  endsAt: '2026-11-22T13:00:00.000Z',
  state: 'open',
  tries: 0,
  renewals: 0,
  events: 0,
};
const linkOfAlan: DecisionLink = { ...link, hash: 'hash_of_alan', approverId: alan.id };
const wrongCode: EventDraft = { type: 'link.wrong_code', actor: grace, details: {} };
const renewed: EventDraft = { type: 'link.renewed', actor: grace, details: { activationId: 'act_1' } };

async function worldWith(open: OpenWorld, ...links: DecisionLink[]): Promise<World> {
  const world = await open();
  const claims = links.map((one) => ({ ...claimOf(one), link: one }));
  await world.mailClaims.claim(claims, '2026-11-22T12:02:00.000Z');
  return world;
}

function claimOf({ activationId, approverId }: DecisionLink) {
  const about = { kind: 'activation', id: activationId } as const;
  return { about, eventId: 'evt_1', recipientId: approverId, audience: 'approver' };
}

const find = (world: World) => world.decisionLinks.find(link.activationId, link.hash);
const linkEvents = async (world: World) =>
  (await world.exportTable()).filter(({ entity, pk }) => entity === 'event' && pk === `LINK#${link.hash}`);

onEveryEngine((open) => {
  describe('a decision link', () => {
    it('is found by its hash only, and listed with the other links of its activation', async () => {
      const world = await worldWith(open, link, linkOfAlan, { ...link, activationId: 'act_2' });

      expect(await find(world)).toEqual(link);
      expect(await world.decisionLinks.find('act_1', 'other')).toBeUndefined();
      expect(await world.decisionLinks.listFor('act_1')).toEqual([linkOfAlan, link]);
    });
  });

  describe('a try', () => {
    it('is counted whatever number the caller last saw, and the sixth is refused', async () => {
      const world = await worldWith(open, link);

      const counted: unknown[] = [];
      for (let at = 0; at < 6; at += 1)
        counted.push(await world.decisionLinks.countTry(link).catch((error: Refusal) => error.code));

      expect(counted).toEqual([1, 2, 3, 4, 5, 'link_locked']);
    });

    it('is counted five times and no more when twenty come at once', async () => {
      const world = await worldWith(open, link);

      const tries = Array.from({ length: 20 }, () => world.decisionLinks.countTry(link));

      const results = await Promise.allSettled(tries);
      const counted = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
      const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
      expect(counted.sort()).toEqual([1, 2, 3, 4, 5]);
      expect(refused.every((reason) => reason instanceof Refusal)).toBe(true);
      expect(await find(world)).toMatchObject({ tries: 5 });
    });

    it('leaves the links of others alone', async () => {
      const world = await worldWith(open, link, linkOfAlan);

      await world.decisionLinks.countTry(link);

      expect(await world.decisionLinks.find('act_1', linkOfAlan.hash)).toEqual(linkOfAlan);
    });
  });

  describe('a wrong code', () => {
    it('is put on record each time, also when five are typed at once', async () => {
      const world = await worldWith(open, link);

      await Promise.all(Array.from({ length: 5 }, () => world.decisionLinks.recordWrongCode(link, wrongCode)));

      expect((await linkEvents(world)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
      expect(await find(world)).toMatchObject({ events: 5 });
    });
  });

  describe('a renewal', () => {
    it('ends the old link and asks for the mail in the same transaction', async () => {
      const world = await worldWith(open, link);

      await world.decisionLinks.requestRenewal(link, renewed);

      expect(await find(world)).toMatchObject({ state: 'replaced' });
      expect(await linkEvents(world)).toMatchObject([
        { type: 'link.renewed', subject: { kind: 'link', id: link.hash } },
      ]);
    });

    it('is asked for once by whoever presses twice', async () => {
      const world = await worldWith(open, link);

      const attempts = [1, 2].map(() => world.decisionLinks.requestRenewal(link, renewed));

      const results = await Promise.allSettled(attempts);
      const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
      expect(refused).toMatchObject([{ code: 'link_replaced' }]);
      expect(await linkEvents(world)).toHaveLength(1);
    });

    it('is refused after the third, changing nothing', async () => {
      const third = { ...link, renewals: 3 };
      const world = await worldWith(open, third);
      const before = await world.exportTable();

      const fourth = world.decisionLinks.requestRenewal(third, renewed);

      await expect(fourth).rejects.toMatchObject({ code: 'link_renewed_too_often' });
      expect(await world.exportTable()).toEqual(before);
    });
  });
});
