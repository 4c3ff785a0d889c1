import { describe, expect, it } from 'vitest';
import { mailService } from '#shared/domain/audit-event';
import type { DecisionLink } from '#shared/domain/decision-link';
import type { DeliveryReport, MailRecord } from '#shared/domain/delivery';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { type EventDraft, Stale } from '#shared/ports';
import type { Delivery, MailClaim } from '#shared/ports/mail-claims';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { onEveryEngine } from './on-every-engine.ts';

const LEASE = plusMinutes(NOON, 2);
const ABOUT = { kind: 'activation', id: 'act_1' } as const;

function claimFor(recipientId: string, link?: DecisionLink, replaces?: DecisionLink[]): MailClaim {
  const claim = { about: ABOUT, eventId: 'evt_1', recipientId, audience: 'approver' };
  return { ...claim, ...(link ? { link } : {}), ...(replaces ? { replaces } : {}) };
}

function linkOf(recipientId: string, number: number): DecisionLink {
  const hash = `hash_${recipientId}_${number}`;
  const counts = { tries: 0, renewals: 0, events: 0 };
  return {
    activationId: 'act_1',
    hash,
    approverId: recipientId,
    codeHash: 'c',
    endsAt: LEASE,
    state: 'open',
    ...counts,
  };
}

const settleAll = (world: World, claims: MailClaim[], delivery: Delivery) =>
  world.mailClaims.settle(claims.map((claim) => ({ claim, delivery })));

const people = (count: number) => Array.from({ length: count }, (_, at) => claimFor(`p${String(at).padStart(2, '0')}`));

function claimingContract(open: OpenWorld): void {
  describe('claiming mails', () => {
    it('gives each to the first who asks and to nobody else while the lease lasts', async () => {
      const world = await open();

      const first = await world.mailClaims.claim(people(3), LEASE);
      world.setTime(LEASE);
      const second = await world.mailClaims.claim(people(4), plusMinutes(LEASE, 2));

      expect(first.ours).toHaveLength(3);
      expect(second.ours.map(({ recipientId }) => recipientId)).toEqual(['p03']);
      expect(second.unsettled).toBe(3);
    });

    it('gives each of a large number to exactly one of five at once', async () => {
      const world = await open();

      const shares = await Promise.all(Array.from({ length: 5 }, () => world.mailClaims.claim(people(45), LEASE)));

      const claimed = shares.flatMap(({ ours }) => ours).map(({ recipientId }) => recipientId);
      expect(claimed.toSorted()).toEqual(people(45).map(({ recipientId }) => recipientId));
    });

    it('gives it again once the lease is over and nobody said what became of it', async () => {
      const world = await open();
      await world.mailClaims.claim(people(1), LEASE);

      world.setTime(plusMinutes(LEASE, 1 / 60_000));

      expect((await world.mailClaims.claim(people(1), plusMinutes(LEASE, 5))).ours).toHaveLength(1);
    });

    it.each([
      ['sent', { state: 'sent', messageId: 'm' }, 0],
      ['failed for good', { state: 'failed', error: 'MessageRejected' }, 0],
      ['to be tried again', { state: 'retry', error: 'Throttling' }, 1],
      ['not sent after all', { state: 'dropped' }, 0],
    ] as const)('answers %s with %j being settled, at any later time', async (_, delivery, again) => {
      const world = await open();
      await world.mailClaims.claim(people(1), LEASE);
      await settleAll(world, people(1), delivery);

      expect((await world.mailClaims.claim(people(1), LEASE)).ours).toHaveLength(again);
    });

    it('tells events, recipients and what the mail is about apart', async () => {
      const world = await open();
      await world.mailClaims.claim(people(1), LEASE);

      const others = [
        { ...claimFor('p00'), eventId: 'evt_2' },
        { ...claimFor('p00'), about: { kind: 'role_settings', id: 'exchange:/' } as const },
      ];
      const { ours } = await world.mailClaims.claim(others, LEASE);

      expect(ours).toEqual(others);
      expect(await world.mailClaims.listAbout(ABOUT)).toHaveLength(2);
      expect(await world.mailClaims.listAbout({ kind: 'role_settings', id: 'exchange:/' })).toHaveLength(1);
    });
  });
}

function linksContract(open: OpenWorld): void {
  describe('claiming a mail with a link', () => {
    it('stores the link and ends the older ones in the same transaction', async () => {
      const world = await open();
      const [older, newer] = [linkOf('p00', 1), linkOf('p00', 2)];
      await world.mailClaims.claim([claimFor('p00', older)], LEASE);

      await world.mailClaims.claim([{ ...claimFor('p00', newer, [older]), eventId: 'evt_2' }], LEASE);

      expect(await world.decisionLinks.listFor('act_1')).toMatchObject([{ state: 'replaced' }, { state: 'open' }]);
    });

    it('stores none and ends none for a mail that is somebody else’s', async () => {
      const world = await open();
      const [older, newer] = [linkOf('p00', 1), linkOf('p00', 2)];
      await world.mailClaims.claim([claimFor('p00', older)], LEASE);

      const { ours } = await world.mailClaims.claim(
        [claimFor('p00', newer, [older]), claimFor('p01', linkOf('p01', 1))],
        LEASE,
      );

      expect(ours.map(({ recipientId }) => recipientId)).toEqual(['p01']);
      expect(await world.decisionLinks.find('act_1', older.hash)).toMatchObject({ state: 'open' });
      expect(await world.decisionLinks.find('act_1', newer.hash)).toBeUndefined();
    });

    it('is refused as stale when the older link was used meanwhile, and leaves no link behind', async () => {
      const world = await open();
      const [older, newer] = [linkOf('p00', 1), linkOf('p00', 2)];
      await world.mailClaims.claim([claimFor('p00', older)], LEASE);
      await world.table.edit(keys.link('act_1', older.hash), { state: 'spent' });
      const before = await world.exportTable();

      const late = world.mailClaims.claim([{ ...claimFor('p00', newer, [older]), eventId: 'evt_2' }], LEASE);

      await expect(late).rejects.toBeInstanceOf(Stale);
      expect(await world.exportTable()).toEqual(before);
    });
  });
}

function settlingContract(open: OpenWorld): void {
  describe('settling mails', () => {
    it('puts on record what became of each, with the message id', async () => {
      const world = await open();
      await world.mailClaims.claim(people(45), LEASE);

      await settleAll(world, people(45), { state: 'sent', messageId: 'm-1' });

      const claims = (await world.exportTable()).filter(({ entity }) => entity === 'claim');
      expect(claims).toHaveLength(45);
      for (const claim of claims) expect(claim).toMatchObject({ state: 'sent', messageId: 'm-1', settledAt: NOON });
    });

    it('is refused for a mail that is settled already', async () => {
      const world = await open();
      await world.mailClaims.claim(people(1), LEASE);
      await settleAll(world, people(1), { state: 'sent', messageId: 'm-1' });

      const again = settleAll(world, people(1), { state: 'retry', error: 'late' });

      await expect(again).rejects.toBeInstanceOf(Stale);
    });
  });
}

const bounced: EventDraft = { type: 'mail.bounced', actor: mailService, details: {} };
const unreachable: EventDraft = { type: 'mail.approvers_unreachable', actor: mailService, details: {} };
const report = (reportId: string): DeliveryReport => {
  const said = { kind: 'bounce', isPermanent: true, reason: 'Permanent/General', address: 'p00@example.test' } as const;
  return { mail: claimFor('p00'), messageId: 'm-1', reportId, ...said };
};

async function worldWithSentMail(open: OpenWorld): Promise<{ world: World; kept: MailRecord }> {
  const world = await open();
  await world.mailClaims.claim(people(1), LEASE);
  await settleAll(world, people(1), { state: 'sent', messageId: 'm-1' });
  const kept = await world.mailClaims.find(claimFor('p00'));
  if (!kept) throw new Error('There is no record of the mail.');
  return { world, kept };
}

const mailEvents = async (world: World) =>
  (await world.exportTable()).filter(({ entity, pk }) => entity === 'event' && String(pk).startsWith('MAIL#'));

function reportingContract(open: OpenWorld): void {
  describe('reporting what became of a mail', () => {
    it('changes its state and is an audit event of the message, in one transaction; a second report is the next', async () => {
      const { world, kept } = await worldWithSentMail(open);

      await world.mailClaims.report(kept, report('r-1'), 'bounced', bounced);
      const after = await world.mailClaims.find(kept);
      await world.mailClaims.report({ ...kept, ...after }, report('r-2'), 'complained', bounced);

      expect(after).toMatchObject({ state: 'bounced', messageId: 'm-1', reports: ['r-1'] });
      expect(await world.mailClaims.find(kept)).toMatchObject({ state: 'complained', reports: ['r-1', 'r-2'] });
      expect(await mailEvents(world)).toMatchObject([
        { pk: 'MAIL#m-1', seq: 1, type: 'mail.bounced' },
        { pk: 'MAIL#m-1', seq: 2 },
      ]);
    });

    it.each([
      ['another report came first', { reports: ['r-0'] }],
      ['the mail was sent again as another message', { messageId: 'm-2' }],
    ])('is refused as stale when %s, and changes nothing', async (_, change) => {
      const { world, kept } = await worldWithSentMail(open);
      await world.table.edit(keys.claim(ABOUT, 'evt_1', 'p00'), change);
      const before = await world.exportTable();

      await expect(world.mailClaims.report(kept, report('r-1'), 'bounced', bounced)).rejects.toBeInstanceOf(Stale);

      expect(await world.exportTable()).toEqual(before);
    });

    it('that no approver can be reached counts once for an activation', async () => {
      const world = await open();

      const answers = [
        await world.mailClaims.recordUnreachable('act_1', unreachable),
        await world.mailClaims.recordUnreachable('act_1', unreachable),
        await world.mailClaims.recordUnreachable('act_2', unreachable),
      ];

      expect(answers).toEqual([true, false, true]);
      expect((await mailEvents(world)).map(({ pk }) => pk)).toEqual(['MAIL#act_1', 'MAIL#act_2']);
    });
  });
}

onEveryEngine((open) => {
  claimingContract(open);
  linksContract(open);
  settlingContract(open);
  reportingContract(open);
});
