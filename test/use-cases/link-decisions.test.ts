import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import type { RoleSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import { cancelActivation } from '#shared/use-cases/end-own-activation';
import { decideByLink, previewDecision, renewLink } from '#shared/use-cases/link-decisions';
import { sweep } from '#shared/use-cases/sweep';
import {
  ada,
  alan,
  approval,
  EXCHANGE,
  exchangeSettings,
  grace,
  groupEntry,
  margaret,
  operators,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { beginByLink, type Letter, type LinkStory } from './by-link.ts';
import { callerOf, expectSound, refusalOf, stored, vote, WHY } from './steps.ts';

const open = useWorlds();
let story: LinkStory;
let world: World;
let id: string;

async function begin(settings: Partial<RoleSettings> = {}): Promise<void> {
  story = await beginByLink(open, settings);
  ({ world, id } = story);
}
beforeEach(() => begin());

describe('previewing a link', () => {
  it('shows the terms of the request and changes nothing, however often', async () => {
    const before = await world.exportTable();

    const previews = await Promise.all([1, 2, 3].map(() => previewDecision(story.letterTo(grace).token, world)));

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
    expect(await previewDecision(story.letterTo(grace).token, world)).toEqual({ mode: 'signIn' });

    await begin();
    await world.table.erase(keys.role(EXCHANGE));
    expect(await previewDecision(story.letterTo(grace).token, world)).toEqual({ mode: 'signIn' });
  });
});

describe('deciding by link', () => {
  it.each(['approve', 'deny'] as const)(
    'can %s, counts as given by link, and spends the link in the same transaction',
    async (decision) => {
      const decided = await story.decide(story.letterTo(grace), decision);

      expect(decided).toMatchObject({
        status: decision === 'approve' ? 'approved' : 'denied',
        approval: { votes: [{ by: { id: grace.id }, decision, assurance: 'link' }] },
      });
      expect(await story.linksOf(grace)).toMatchObject([{ state: 'spent' }]);
      await expectSound(world, id);
    },
  );

  it('is refused without a reason where one is wanted, and no try is counted', async () => {
    const { token, matchCode } = story.letterTo(grace);
    const silent = () => decideByLink({ token, matchCode, decision: 'approve' }, { ...world, linkLocked: () => {} });

    expect(await refusalOf(world, silent)).toMatchObject({ code: 'justification_required' });
  });

  it('accepts the code however it is capitalized', async () => {
    const { token, matchCode } = story.letterTo(grace);

    expect(await story.decide({ token, matchCode: ` ${matchCode.toLowerCase()} ` })).toMatchObject({
      status: 'approved',
    });
  });

  it.each([
    ['link_not_valid', 'altered', (by: Letter) => ({ ...by, token: `${by.token.slice(0, -4)}AAAA` })],
    ['link_not_valid', 'made of nothing', (by: Letter) => ({ ...by, token: 'x.y.z' })],
  ])('is refused as %s for a link %s', async (code, _, alter) => {
    expect(await refusalOf(world, () => story.decide(alter(story.letterTo(grace))))).toMatchObject({ code });
  });

  it('is refused with the code of somebody else’s mail', async () => {
    const mixed = { token: story.letterTo(grace).token, matchCode: story.letterTo(alan).matchCode };

    await expect(story.decide(mixed)).rejects.toMatchObject({ code: 'wrong_match_code' });
    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval', approval: { votes: [] } });
  });

  it('is refused the second time, by either link of the mail (T-03)', async () => {
    await begin(approval({ quorum: 2 }));
    await story.decide(story.letterTo(grace));

    expect(await refusalOf(world, () => story.decide(story.letterTo(grace)))).toMatchObject({ code: 'link_used' });
    const { denyToken, code } = world.mailer.askOf(grace);
    const changedMind = () => story.decide({ token: denyToken, matchCode: code }, 'deny');
    expect(await refusalOf(world, changedMind)).toMatchObject({ code: 'link_used' });
  });

  it('counts once when the same link is used twenty times at once', async () => {
    await begin(approval({ quorum: 2 }));

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => story.decide(story.letterTo(grace))));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await stored(world, id)).approval?.votes).toHaveLength(1);
    await expectSound(world, id);
  });

  it('brings at most one yes of a quorum; the second takes signing in', async () => {
    await begin(approval({ quorum: 2 }));
    await story.decide(story.letterTo(grace));

    await expect(story.decide(story.letterTo(alan))).rejects.toMatchObject({ code: 'link_not_enough' });
    expect(await story.linksOf(alan)).toMatchObject([{ state: 'open' }]);
    expect(await vote(world, id, alan)).toMatchObject({ status: 'approved' });
  });

  it('is refused where signing in is wanted, even if the mail was sent before that', async () => {
    const settings = { ...exchangeSettings, decisionMode: 'signIn' };
    await world.table.edit(keys.settings(EXCHANGE, '/'), { settings, version: 2 });

    expect(await refusalOf(world, () => story.decide(story.letterTo(grace)))).toMatchObject({
      code: 'link_not_enough',
    });
  });

  it.each([
    ['cancelled', async () => cancelActivation(id, await callerOf(world, ada), world)],
    ['denied', () => vote(world, id, alan, 'deny')],
    ['approved', () => vote(world, id, alan)],
    ['timed out', () => world.table.edit(keys.activation(id), { status: 'timed_out', endedAt: NOON })],
  ])('is closed once the activation is %s (T-24)', async (_, close) => {
    await close();

    expect(await refusalOf(world, () => previewDecision(story.letterTo(grace).token, world))).toMatchObject({
      code: 'link_closed',
    });
    expect(await refusalOf(world, () => story.decide(story.letterTo(grace)))).toMatchObject({ code: 'link_closed' });
    expect(await refusalOf(world, () => renewLink(story.letterTo(grace).token, world))).toMatchObject({
      code: 'link_closed',
    });
  });

  it('is worth nothing once the terms are others than the mail showed', async () => {
    await world.table.edit(keys.activation(id), { durationMinutes: 480 });

    expect(await refusalOf(world, () => story.decide(story.letterTo(grace)))).toMatchObject({ code: 'link_not_valid' });
  });

  it('is worth nothing for an approver removed since the mail (T-27)', async () => {
    await begin(approval({ approvers: [groupEntry(operators), userEntry(alan)] }));
    await world.table.erase(keys.membership(margaret.id, operators.id));

    await expect(story.decide(story.letterTo(margaret))).rejects.toMatchObject({ code: 'not_an_approver' });
    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval', approval: { votes: [] } });
  });

  it('of a request that timed out says so, and does not offer a fresh link that could not come', async () => {
    world.setTime(plusMinutes(NOON, 24 * 60 + 1));
    await sweep(world);
    const { token } = story.letterTo(grace);
    const timedOut = { code: 'link_closed', message: expect.stringContaining('timed out') };

    await expect(story.decide(story.letterTo(grace))).rejects.toMatchObject(timedOut);
    await expect(previewDecision(token, world)).rejects.toMatchObject(timedOut);
    await expect(renewLink(token, world)).rejects.toMatchObject(timedOut);
  });

  it('ends with the link’s hour, a millisecond before it still works', async () => {
    world.setTime(plusMinutes(NOON, 60));
    expect(await refusalOf(world, () => story.decide(story.letterTo(grace)))).toMatchObject({ code: 'link_expired' });

    world.setTime(plusMinutes(NOON, 60 - 1 / 60_000));
    expect(await story.decide(story.letterTo(grace))).toMatchObject({ status: 'approved' });
  });
});
