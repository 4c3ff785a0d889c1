import { describe, expect, it } from 'vitest';
import { hashJti, hashTerms } from '#shared/decision-tokens/link-hashes';
import { hashMatchCode } from '#shared/decision-tokens/match-code';
import type { DecisionLink } from '#shared/domain/decision-link';
import { plusMinutes } from '#shared/domain/instant';
import { termsOf } from '#shared/domain/terms';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { decideByLink, previewDecision, renewLink } from '#shared/use-cases/link-decisions';
import { ada, alan, approval, foundOrganization, grace } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { extend, stillActive, worldWithHolder } from './extensions.ts';
import { ask, callerOf, expectSound, grant, newestEvent, refusalOf, stored, vote } from './steps.ts';

const open = useWorlds();
const MATCH_CODE = 'CFGH';

/** A link for the terms as they are now, as the mail would bring it, alive for half an hour. */
async function linkFor(world: World, id: string, { id: approverId }: typeof grace): Promise<string> {
  const activation = await stored(world, id);
  const jti = world.randomText(16);
  const endsAt = plusMinutes(world.now(), 30);
  const fresh = { state: 'open', tries: 0, renewals: 0, events: 0 } as const;
  const codeHash = hashMatchCode(jti, MATCH_CODE);
  const link: DecisionLink = { activationId: id, hash: hashJti(jti), approverId, codeHash, endsAt, ...fresh };
  const about = { kind: 'activation', id } as const;
  const claim = { about, eventId: `evt_${jti}`, recipientId: approverId, audience: 'approver', link };
  await world.mailClaims.claim([claim], endsAt);
  return world.linkMint.mint({
    sub: approverId,
    jti,
    rid: id,
    rev: activation.termsRevision,
    th: hashTerms(termsOf(activation)),
    act: ['approve', 'deny'],
    nbf: Date.parse(world.now()) / 1000,
    exp: Date.parse(endsAt) / 1000,
  });
}

async function begin(settings = {}) {
  const { world, id } = await worldWithHolder(open, settings);
  await extend(world, id);
  return { world, id, token: await linkFor(world, id, grace) };
}

function decide(world: World, token: string, decision: 'approve' | 'deny' = 'approve') {
  const ballot = { token, decision, matchCode: MATCH_CODE, justification: 'Go on' };
  return decideByLink(ballot, { ...world, linkLocked: () => {} });
}

describe('the link for an extension', () => {
  it('shows how much more is asked for, since which end and why, until the end', async () => {
    const { world, token } = await begin();

    expect(await previewDecision(token, world)).toMatchObject({
      mode: 'link',
      terms: {
        requester: { id: ada.id },
        extension: { additionalMinutes: 30, endsAt: plusMinutes(NOON, 60), justification: 'Not done yet' },
      },
      deadline: plusMinutes(NOON, 60),
    });
  });

  it.each([
    ['approve', 90],
    ['deny', 60],
  ] as const)('can %s it, once', async (decision, end) => {
    const { world, id, token } = await begin();

    await decide(world, token, decision);

    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, end) });
    expect(await refusalOf(world, () => decide(world, token, decision))).toEqual(refused('link_closed'));
    await expectSound(world, id);
  });

  it('brings one vote of a quorum at most', async () => {
    const { world, id, token } = await begin(approval({ quorum: 2 }));
    const other = await linkFor(world, id, alan);

    await decide(world, token);
    const before = await stillActive(world, id);

    await expect(decide(world, other)).rejects.toEqual(refused('link_not_enough'));
    expect(await stillActive(world, id)).toEqual(before);
    await vote(world, id, alan);
    expect(await stillActive(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 90) });
  });

  it('is of no use for another extension of the same activation', async () => {
    const { world, id, token } = await begin();
    await vote(world, id, alan, 'deny');
    await extend(world, id, { minutes: 240 });

    for (const attempt of [() => previewDecision(token, world), () => decide(world, token)])
      expect(await refusalOf(world, attempt)).toEqual(refused('link_not_valid'));
  });

  it('is closed when the activation has ended meanwhile', async () => {
    const { world, id, token } = await begin();
    await deactivateActivation(id, await callerOf(world, ada), world);

    expect(await refusalOf(world, () => decide(world, token))).toEqual(refused('link_closed'));
  });

  it('can be renewed when its time is over and the extension still waits', async () => {
    const { world, id, token } = await begin();
    world.passMinutes(31);

    await renewLink(token, world);

    expect((await newestEvent(world, 'link.renewed')).details).toEqual({
      activationId: id,
      approverId: grace.id,
      renewals: 1,
    });
  });
});

describe('the link for the request', () => {
  it('decides on no extension', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world, { durationMinutes: 60 });
    const token = await linkFor(world, id, alan);
    await grant(world, await vote(world, id));
    await extend(world, id);

    expect(await refusalOf(world, () => decide(world, token))).toEqual(refused('link_not_valid'));
    expect(await refusalOf(world, () => previewDecision(token, world))).toEqual(refused('link_not_valid'));
  });
});
