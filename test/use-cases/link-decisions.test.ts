import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { cancelActivation } from '#shared/use-cases/end-own-activation';
import { decideByLink, previewDecision, renewLink } from '#shared/use-cases/link-decisions';
import {
  ada,
  alan,
  approval,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  groupEntry,
  margaret,
  operators,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { ask, callerOf, expectSound, refusalOf, stored, tell, vote, WHY } from './steps.ts';

const open = useWorlds();
let world: World;
let id: string;
/** Activations of which a link was locked, as often as that was reported. */
let locked: string[];

/** Ada has asked; grace and alan have their mails. */
async function begin(settings: Parameters<typeof foundOrganization>[1] = {}): Promise<void> {
  world = await foundOrganization(await open(), settings);
  id = (await ask(world, { durationMinutes: 60 })).id;
  await tell(world, 'activation.requested');
  locked = [];
}

beforeEach(() => begin());

type Person = typeof grace;
const letterTo = (person: Person) => {
  const { approveToken, code } = world.mailer.askOf(person);
  return { token: approveToken, matchCode: code };
};
const decide = (by: ReturnType<typeof letterTo>, decision: 'approve' | 'deny' = 'approve') =>
  decideByLink({ ...by, decision, justification: 'ok' }, { ...world, linkLocked: () => void locked.push(id) });
const wrong = (by: ReturnType<typeof letterTo>) => ({ ...by, matchCode: by.matchCode === 'CCCC' ? 'FFFF' : 'CCCC' });
const linksOf = async (person: Person) =>
  (await world.decisionLinks.listFor(id)).filter(({ approverId }) => approverId === person.id);

describe('previewing a link', () => {
  it('shows the terms of the request and changes nothing, however often', async () => {
    const before = await world.exportTable();

    const previews = await Promise.all([1, 2, 3].map(() => previewDecision(letterTo(grace).token, world)));

    for (const preview of previews)
      expect(preview).toMatchObject({
        mode: 'link',
        terms: { activationId: id, requester: { id: ada.id }, durationMinutes: 60, ...WHY },
        decisions: ['approve', 'deny'],
        deadline: plusMinutes(NOON, 24 * 60),
      });
    expect(await world.exportTable()).toEqual(before);
  });

  it('puts the decision the person chose in the mail first', async () => {
    const preview = await previewDecision(world.mailer.askOf(grace).denyToken, world);

    expect(preview).toMatchObject({ decisions: ['deny', 'approve'] });
  });

  it('says next to nothing where signing in is wanted, and where the settings cannot be read', async () => {
    await begin({ decisionMode: 'signIn' });
    expect(await previewDecision(letterTo(grace).token, world)).toEqual({ mode: 'signIn' });

    await begin();
    await world.table.erase(keys.role(EXCHANGE));
    expect(await previewDecision(letterTo(grace).token, world)).toEqual({ mode: 'signIn' });
  });
});

describe('deciding by link', () => {
  it.each(['approve', 'deny'] as const)(
    'can %s, counts as given by link, and spends the link in the same transaction',
    async (decision) => {
      const decided = await decide(letterTo(grace), decision);

      expect(decided).toMatchObject({
        status: decision === 'approve' ? 'approved' : 'denied',
        approval: { votes: [{ by: { id: grace.id }, decision, assurance: 'link' }] },
      });
      expect(await linksOf(grace)).toMatchObject([{ state: 'spent' }]);
      await expectSound(world, id);
    },
  );

  it('accepts the code however it is capitalized', async () => {
    const { token, matchCode } = letterTo(grace);

    expect(await decide({ token, matchCode: ` ${matchCode.toLowerCase()} ` })).toMatchObject({ status: 'approved' });
  });

  it.each([
    [
      'link_not_valid',
      'altered',
      (by: ReturnType<typeof letterTo>) => ({ ...by, token: `${by.token.slice(0, -4)}AAAA` }),
    ],
    ['link_not_valid', 'made of nothing', (by: ReturnType<typeof letterTo>) => ({ ...by, token: 'x.y.z' })],
  ])('is refused as %s for a link %s', async (code, _, alter) => {
    expect(await refusalOf(world, () => decide(alter(letterTo(grace))))).toMatchObject({ code });
  });

  it('is refused with the code of somebody else’s mail', async () => {
    const mixed = { token: letterTo(grace).token, matchCode: letterTo(alan).matchCode };

    await expect(decide(mixed)).rejects.toMatchObject({ code: 'wrong_match_code' });
    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval', approval: { votes: [] } });
  });

  it('is refused the second time, by either link of the mail (T-03)', async () => {
    await begin(approval({ quorum: 2 }));
    await decide(letterTo(grace));

    expect(await refusalOf(world, () => decide(letterTo(grace)))).toMatchObject({ code: 'link_used' });
    const { denyToken, code } = world.mailer.askOf(grace);
    const changedMind = () => decide({ token: denyToken, matchCode: code }, 'deny');
    expect(await refusalOf(world, changedMind)).toMatchObject({ code: 'link_used' });
  });

  it('counts once when the same link is used twenty times at once', async () => {
    await begin(approval({ quorum: 2 }));

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => decide(letterTo(grace))));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await stored(world, id)).approval?.votes).toHaveLength(1);
    await expectSound(world, id);
  });

  it('brings at most one yes of a quorum; the second takes signing in', async () => {
    await begin(approval({ quorum: 2 }));
    await decide(letterTo(grace));

    await expect(decide(letterTo(alan))).rejects.toMatchObject({ code: 'link_not_enough' });
    expect(await linksOf(alan)).toMatchObject([{ state: 'open' }]);
    expect(await vote(world, id, alan)).toMatchObject({ status: 'approved' });
  });

  it('is refused where signing in is wanted, even if the mail was sent before that', async () => {
    const settings = { ...exchangeSettings, decisionMode: 'signIn' };
    await world.table.edit(keys.settings(EXCHANGE, '/'), { settings, version: 2 });

    expect(await refusalOf(world, () => decide(letterTo(grace)))).toMatchObject({ code: 'link_not_enough' });
  });

  it.each([
    ['cancelled', async () => cancelActivation(id, await callerOf(world, ada), world)],
    ['denied', () => vote(world, id, alan, 'deny')],
    ['approved', () => vote(world, id, alan)],
    ['timed out', () => world.table.edit(keys.activation(id), { status: 'timed_out', endedAt: NOON })],
  ])('is closed once the activation is %s (T-24)', async (_, close) => {
    await close();

    expect(await refusalOf(world, () => previewDecision(letterTo(grace).token, world))).toMatchObject({
      code: 'link_closed',
    });
    expect(await refusalOf(world, () => decide(letterTo(grace)))).toMatchObject({ code: 'link_closed' });
    expect(await refusalOf(world, () => renewLink(letterTo(grace).token, world))).toMatchObject({
      code: 'link_closed',
    });
  });

  it('is worth nothing once the terms are others than the mail showed', async () => {
    await world.table.edit(keys.activation(id), { durationMinutes: 480 });

    expect(await refusalOf(world, () => decide(letterTo(grace)))).toMatchObject({ code: 'link_not_valid' });
  });

  it('is worth nothing for an approver removed since the mail (T-27)', async () => {
    await begin(approval({ approvers: [groupEntry(operators), userEntry(alan)] }));
    await world.table.erase(keys.membership(margaret.id, operators.id));

    await expect(decide(letterTo(margaret))).rejects.toMatchObject({ code: 'not_an_approver' });
    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval', approval: { votes: [] } });
  });

  it('ends with the link’s hour, a millisecond before it still works', async () => {
    world.setTime(plusMinutes(NOON, 60));
    expect(await refusalOf(world, () => decide(letterTo(grace)))).toMatchObject({ code: 'link_expired' });

    world.setTime(plusMinutes(NOON, 60 - 1 / 60_000));
    expect(await decide(letterTo(grace))).toMatchObject({ status: 'approved' });
  });
});

describe('a wrong code', () => {
  it('locks the link after five, for the right code too, and denies nothing; signing in still works (T-30)', async () => {
    for (let tries = 1; tries <= 5; tries += 1)
      await expect(decide(wrong(letterTo(grace)))).rejects.toMatchObject({ code: 'wrong_match_code' });

    expect(await refusalOf(world, () => decide(letterTo(grace)))).toMatchObject({ code: 'link_locked' });
    expect(locked).toEqual([id]);
    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval' });
    expect(await decide(letterTo(alan))).toMatchObject({ status: 'approved' });
    await begin();
    for (let tries = 1; tries <= 5; tries += 1) await decide(wrong(letterTo(grace))).catch(() => {});
    expect(await vote(world, id, grace)).toMatchObject({ status: 'approved' });
  });

  it('does not use up the fifth try of the right one', async () => {
    for (let tries = 1; tries <= 4; tries += 1) await decide(wrong(letterTo(grace))).catch(() => {});

    expect(await decide(letterTo(grace))).toMatchObject({ status: 'approved' });
  });

  it('is counted and put on record five times when twenty are typed at once', async () => {
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => decide(wrong(letterTo(grace)))));

    const codes = results.map((result) => result.status === 'rejected' && result.reason.code);
    expect(codes.filter((code) => code === 'wrong_match_code')).toHaveLength(5);
    expect(codes.filter((code) => code === 'link_locked')).toHaveLength(15);
    expect(locked).toEqual([id]);
    const events = (await world.exportTable()).filter(({ type }) => type === 'link.wrong_code');
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('an older link', () => {
  it('is refused once a reminder brought a fresh one (T-28)', async () => {
    const older = letterTo(grace);
    const pending = await stored(world, id);
    const reminder = { type: 'activation.approval_reminded', actor: demonstration, details: {} } as const;
    await world.activations.replace({ ...pending, revision: 2 }, pending, reminder);
    await tell(world, 'activation.approval_reminded');

    expect(await refusalOf(world, () => decide(older))).toMatchObject({ code: 'link_replaced' });
    expect(await refusalOf(world, () => renewLink(older.token, world))).toMatchObject({ code: 'link_replaced' });
    expect(await decide(letterTo(grace))).toMatchObject({ status: 'approved' });
  });
});

describe('renewing a link whose time is over', () => {
  it('brings a fresh mail to the same approver alone, with a link that works', async () => {
    world.setTime(plusMinutes(NOON, 61));
    const mails = world.mailer.sent.length;

    await renewLink(letterTo(grace).token, world);
    await tell(world, 'link.renewed');

    expect(world.mailer.sent.slice(mails).map(({ to }) => to)).toEqual([grace.email]);
    expect(await decide(letterTo(grace))).toMatchObject({ status: 'approved' });
  });

  it('works three times and is refused the fourth', async () => {
    for (let renewals = 1; renewals <= 3; renewals += 1) {
      await renewLink(letterTo(grace).token, world);
      await tell(world, 'link.renewed');
    }

    const fourth = await refusalOf(world, () => renewLink(letterTo(grace).token, world));

    expect(fourth).toMatchObject({ code: 'link_renewed_too_often' });
    expect((await linksOf(grace)).filter(({ state }) => state === 'open')).toHaveLength(1);
  });

  it('is refused for a link that was used', async () => {
    await begin(approval({ quorum: 2 }));
    await decide(letterTo(grace));

    expect(await refusalOf(world, () => renewLink(letterTo(grace).token, world))).toMatchObject({ code: 'link_used' });
  });
});
