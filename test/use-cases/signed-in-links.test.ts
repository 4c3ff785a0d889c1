import { beforeEach, describe, expect, it } from 'vitest';
import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import type { Session } from '#shared/domain/request-rules';
import type { RoleSettings } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import type { SignIn } from '#shared/ports/sign-in';
import type { LinkSession } from '#shared/use-cases/link-attempts';
import { decideByLink, previewDecision } from '#shared/use-cases/link-decisions';
import {
  ada,
  alan,
  approval,
  EXCHANGE,
  exchangeSettings,
  grace,
  ISSUER,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { beginByLink, type LinkStory } from './by-link.ts';
import { callerOf, expectSound, refusalOf, stored, vote } from './steps.ts';

const open = useWorlds();
let story: LinkStory;
let world: World;
let id: string;

async function begin(settings: Partial<RoleSettings> = {}): Promise<void> {
  story = await beginByLink(open, { decisionMode: 'signIn', ...settings });
  ({ world, id } = story);
}
beforeEach(() => begin());

const sessionOf = (person: Principal, session?: Session) => callerOf(world, person, session);
const withoutMfa: Session = { mfa: false, authenticatedAt: NOON };
const longAgo: Session = { mfa: true, authenticatedAt: '2026-11-22T11:44:59.000Z' };
const justInTime: Session = { mfa: true, authenticatedAt: '2026-11-22T11:45:00.000Z' };

/** The link of grace's mail, with its code, by somebody's session. */
function decide(session: LinkSession | undefined, changes: object = {}) {
  const { token, matchCode } = story.letterTo(grace);
  const command = { token, matchCode, decision: 'approve' as const, justification: 'ok', ...changes };
  return decideByLink(command, { ...world, linkLocked: () => void story.locked.push(id) }, session);
}
const preview = (session?: LinkSession) => previewDecision(story.letterTo(grace).token, world, session);
const linkEvents = async () => (await world.exportTable()).filter(({ type }) => String(type).startsWith('link.'));

describe('a link of a role that asks for a sign-in', () => {
  it('shows the terms to the approver it was sent to, signed in with a second factor', async () => {
    const before = await world.exportTable();

    expect(await preview(await sessionOf(grace))).toMatchObject({
      mode: 'signIn',
      terms: { activationId: id, requester: { id: ada.id } },
      decisions: ['approve', 'deny'],
    });
    expect(await world.exportTable()).toEqual(before);
  });

  it.each(['approve', 'deny'] as const)(
    'can %s, counts as given by session, and is spent in the same transaction',
    async (decision) => {
      const decided = await decide(await sessionOf(grace, justInTime), { decision });

      expect(decided).toMatchObject({
        status: decision === 'approve' ? 'approved' : 'denied',
        approval: { votes: [{ by: { id: grace.id }, decision, assurance: 'session' }] },
      });
      expect(await story.linksOf(grace)).toMatchObject([{ state: 'spent', tries: 1 }]);
      await expectSound(world, id);
    },
  );

  it('takes the code of the mail, too, and locks after five wrong ones', async () => {
    const session = await sessionOf(grace);
    const wrong = story.wrong(story.letterTo(grace));
    for (let tries = 1; tries <= 5; tries += 1)
      await expect(decide(session, wrong)).rejects.toMatchObject({ code: 'wrong_match_code' });

    await expect(decide(session)).rejects.toMatchObject({ code: 'link_locked' });
    expect(story.locked).toEqual([id]);
    expect(await vote(world, id, grace)).toMatchObject({ status: 'approved' });
  });

  it('brings every yes of a quorum, because each approver has signed in', async () => {
    await begin(approval({ quorum: 2 }));
    await decide(await sessionOf(grace));
    const { token, matchCode } = story.letterTo(alan);

    expect(await decide(await sessionOf(alan), { token, matchCode })).toMatchObject({ status: 'approved' });
  });

  it('is used once, however often it is sent at the same moment (T-03)', async () => {
    await begin(approval({ quorum: 2 }));
    const session = await sessionOf(grace);

    const results = await Promise.allSettled(Array.from({ length: 20 }, () => decide(session)));

    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await stored(world, id)).approval?.votes).toHaveLength(1);
    await expectSound(world, id);
  });

  it('decides nothing without a session, and no try is counted (T-11)', async () => {
    expect(await refusalOf(world, () => decide(undefined))).toMatchObject({ code: 'link_not_enough' });
    expect(await story.linksOf(grace)).toMatchObject([{ tries: 0 }]);
  });

  it('decides nothing without a session where the settings cannot be read (T-11)', async () => {
    await begin({ decisionMode: 'link' });
    await world.table.erase(keys.role(EXCHANGE));

    expect(await refusalOf(world, () => decide(undefined))).toMatchObject({ code: 'link_not_enough' });
  });

  it.each([
    ['without a second factor', withoutMfa],
    ['with one longer ago than a quarter of an hour', longAgo],
    ['that does not say when', { mfa: true }],
  ])('challenges a session %s, and no try is counted (T-10)', async (_, session) => {
    for (const attempt of [
      async () => preview(await sessionOf(grace, session)),
      async () => decide(await sessionOf(grace, session)),
    ])
      expect(await refusalOf(world, attempt)).toMatchObject({
        code: 'mfa_required',
        context: { maxAgeSeconds: 900, violations: [{ rule: 'mfa', code: 'mfa_required' }] },
      });

    expect(await story.linksOf(grace)).toMatchObject([{ tries: 0, events: 0 }]);
  });

  it.each(['signIn', 'link'] as const)(
    'opened by somebody else decides nothing, and it is a finding (T-08, %s)',
    async (decisionMode) => {
      await begin({ decisionMode });
      const session = await sessionOf(alan);

      for (const attempt of [() => preview(session), () => decide(session)])
        await expect(attempt()).rejects.toMatchObject({ code: 'link_not_yours' });

      expect(await stored(world, id)).toMatchObject({ status: 'pending_approval', approval: { votes: [] } });
      expect(await story.linksOf(grace)).toMatchObject([{ state: 'open', tries: 0 }]);
      expect(await linkEvents()).toMatchObject(
        [1, 2].map((seq) => ({
          type: 'link.foreign_session',
          seq,
          actor: { id: alan.id },
          details: { activationId: id, approverId: grace.id },
        })),
      );
    },
  );

  it('is a finding as often as somebody can make use of, not as often as they try (T-08)', async () => {
    const session = await sessionOf(alan);

    for (let tries = 1; tries <= 25; tries += 1) await preview(session).catch(() => {});

    expect(await linkEvents()).toHaveLength(20);
  });

  it('decides nothing for its approver once they are none (T-27)', async () => {
    const settings = { ...exchangeSettings, ...approval({ approvers: [userEntry(alan)] }) };
    await world.table.edit(keys.settings(EXCHANGE, '/'), { settings, version: 2 });

    const session = await sessionOf(grace);
    for (const attempt of [() => preview(session), () => decide(session)])
      expect(await refusalOf(world, attempt)).toMatchObject({ code: 'not_an_approver' });
  });
});

describe('a session brought along where a link would do', () => {
  it('is held to what a session may do, and counts as one', async () => {
    await begin({ decisionMode: 'link' });

    expect(await refusalOf(world, async () => decide(await sessionOf(grace, withoutMfa)))).toMatchObject({
      code: 'mfa_required',
    });
    expect(await decide(await sessionOf(grace))).toMatchObject({ approval: { votes: [{ assurance: 'session' }] } });
  });
});

describe('where to sign in', () => {
  const offer = {
    authorizationEndpoint: 'https://id.example/authorize',
    tokenEndpoint: 'https://id.example/token',
    clientId: 'lapse-web',
    scope: 'openid',
    acrValues: 'urn:lapse:mfa',
  };
  const asked = (signIn: SignIn | undefined, person = grace) =>
    previewDecision(story.letterTo(person).token, { ...world, signIn });

  it('is all that is told before it, and how fresh it has to be', async () => {
    expect(await asked({ issuer: ISSUER, offer: async () => offer })).toEqual({
      mode: 'signIn',
      signIn: { ...offer, maxAgeSeconds: 900 },
    });
  });

  it('is not told to people of another identity provider, nor where there is no client for it', async () => {
    expect(await asked({ issuer: 'https://other.example', offer: async () => offer })).toEqual({ mode: 'signIn' });
    expect(await asked(undefined)).toEqual({ mode: 'signIn' });
  });

  it('is an outage while the identity provider cannot be reached, never a decision by link', async () => {
    const down = () => Promise.reject(new Refusal('identity_provider_unreachable'));

    await expect(asked({ issuer: ISSUER, offer: down })).rejects.toMatchObject({
      code: 'identity_provider_unreachable',
    });
  });

  it('is not looked for where a link decides', async () => {
    await begin({ decisionMode: 'link' });
    const down = () => Promise.reject(new Refusal('identity_provider_unreachable'));

    expect(await asked({ issuer: ISSUER, offer: down })).toMatchObject({ mode: 'link' });
  });
});
