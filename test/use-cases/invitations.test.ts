import { beforeEach, describe, expect, it } from 'vitest';
import { hashInvitationCode, newInvitationCode } from '#shared/decision-tokens/invitation-codes';
import { plusMinutes } from '#shared/domain/instant';
import { invitationExpiry } from '#shared/domain/invitation';
import { identify } from '#shared/use-cases/caller';
import { createPrincipal } from '#shared/use-cases/create-principal';
import { invitePrincipal } from '#shared/use-cases/invite-principal';
import { redeemInvitation } from '#shared/use-cases/redeem-invitation';
import { ada, foundOrganization, grace, ISSUER, mallory, robot } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { chainOf, change, mailCode } from './organization.ts';
import { callerOf, refusalOf } from './steps.ts';

const open = useWorlds();
const EMAIL = 'barbara@example.test';
const BARBARA = 'prn_barbara';
const identity = { issuer: ISSUER, subject: 'barbara' };
const guestIdentity = { issuer: 'https://partner.example', subject: 'barbara' };
let world: World;

beforeEach(async () => {
  world = await foundOrganization(await open());
  const wanted = { id: BARBARA, kind: 'user', displayName: 'Barbara', email: EMAIL } as const;
  await createPrincipal(wanted, await callerOf(world, grace), world);
});

const inviting = async (id = BARBARA) => invitePrincipal(id, await callerOf(world, grace), world);

const mail = () => mailCode(world, BARBARA, EMAIL);

async function invite(): Promise<string> {
  await inviting();
  return mail();
}

const redeem = (code: string, by = identity) => redeemInvitation({ code, ...by }, world);

describe('inviting somebody', () => {
  it('is on record, numbered, and lasts seven days; no code is made yet', async () => {
    const answer = await inviting();
    await inviting();

    expect(answer).toEqual({ principalId: BARBARA, endsAt: '2026-11-29T12:00:00.000Z' });
    expect((await chainOf(world, BARBARA)).slice(1)).toMatchObject([
      { type: 'principal.invited', actor: { id: grace.id }, details: { principalId: BARBARA, invitation: 1 } },
      { type: 'principal.invited', details: { principalId: BARBARA, invitation: 2, endsAt: answer.endsAt } },
    ]);
    expect(await world.invitations.find(BARBARA)).toBeUndefined();
  });

  it.each([
    ['principal_not_found', 'nobody', 'prn_nobody'],
    ['already_bound', 'somebody who signs in', ada.id],
    ['invitation_for_people_only', 'a workload', robot.id],
  ])('is refused as %s for %s', async (code, _, id) => {
    expect(await refusalOf(world, () => inviting(id))).toMatchObject({ code });
  });

  it('is refused for somebody disabled', async () => {
    await change(world, BARBARA, { enabled: false });

    expect(await refusalOf(world, () => inviting())).toMatchObject({ code: 'invitee_disabled' });
  });
});

describe('redeeming an invitation', () => {
  it('binds issuer and subject once; from then on they are known', async () => {
    const code = await invite();
    await expect(identify(identity, world)).rejects.toMatchObject({ code: 'unknown_principal' });

    const bound = await redeem(code);

    expect(bound).toMatchObject({ id: BARBARA, ...identity, revision: 3 });
    expect((await identify(identity, world)).principal).toEqual(bound);
    expect((await chainOf(world, BARBARA)).at(-1)).toMatchObject({
      type: 'principal.bound',
      actor: { id: BARBARA, displayName: 'Barbara' },
      details: { principalId: BARBARA, invitation: 1, ...identity },
    });
  });

  it('binds whoever brings the code, of whatever issuer: addresses are never compared', async () => {
    const code = await invite();

    await redeem(code, guestIdentity);

    expect((await identify(guestIdentity, world)).principal.id).toBe(BARBARA);
    await expect(identify(identity, world)).rejects.toMatchObject({ code: 'unknown_principal' });
  });

  it.each<[string, (code: string) => string]>([
    ['unknown', () => `${BARBARA}.AAAAAAAAAAAAAAAAAAAAAA`],
    ['nobody’s', (code) => code.replace(BARBARA, 'prn_nobody')],
    ['somebody else’s', (code) => code.replace(BARBARA, mallory.id)],
    ['altered', (code) => `${code.slice(0, -1)}${code.endsWith('A') ? 'B' : 'A'}`],
    ['in capitals', (code) => code.toUpperCase()],
    ['cut', (code) => code.slice(0, -1)],
    ['padded', (code) => ` ${code}`],
    ['empty', () => ''],
  ])('is refused, always alike, for a code that is %s', async (_, alter) => {
    const code = await invite();

    expect(await refusalOf(world, () => redeem(alter(code)))).toMatchObject({
      code: 'invitation_not_valid',
      kind: 'forbidden',
      context: {},
    });
  });

  it.each<[string, (code: string) => Promise<unknown>]>([
    ['used by the same person', (code) => redeem(code)],
    ['used by another', (code) => redeem(code, guestIdentity)],
    ['expired', async () => world.setTime(plusMinutes(NOON, 7 * 24 * 60))],
    ['replaced by one that is not mailed yet', () => inviting()],
    ['replaced by a newer mail', () => invite()],
    ['replaced by a second mail of the same invitation', () => mail()],
    ['of somebody disabled', () => change(world, BARBARA, { enabled: false })],
    ['mailed to an address that is theirs no more', () => change(world, BARBARA, { email: 'b@example.test' })],
  ])('is refused, always alike, for a code that is %s', async (_, happens) => {
    const code = await invite();
    await happens(code);

    expect(await refusalOf(world, () => redeem(code))).toMatchObject({ code: 'invitation_not_valid' });
  });

  it('takes the newest code after older ones', async () => {
    await invite();
    const newest = await invite();

    expect(await redeem(newest)).toMatchObject(identity);
  });

  it('is refused to somebody who is known as another principal; the code stays good for the right one', async () => {
    const code = await invite();

    const refusal = await refusalOf(world, () => redeem(code, { issuer: ISSUER, subject: 'mallory' }));

    expect(refusal).toMatchObject({ code: 'identity_taken', kind: 'conflict' });
    expect(await redeem(code)).toMatchObject(identity);
  });

  it('tells somebody known nothing about a code that is not good', async () => {
    const refusal = await refusalOf(world, () => redeem('prn_x.y', { issuer: ISSUER, subject: 'mallory' }));

    expect(refusal).toMatchObject({ code: 'invitation_not_valid' });
  });

  it('by twenty at once has one winner', async () => {
    const code = await invite();

    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, at) => redeem(code, { issuer: ISSUER, subject: `b${at}` })),
    );

    const winner = results.findIndex(({ status }) => status === 'fulfilled');
    const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(codes).toEqual(Array(19).fill('invitation_not_valid'));
    expect(await world.principals.find(BARBARA)).toMatchObject({ subject: `b${winner}`, revision: 3 });
    expect(await chainOf(world, BARBARA)).toHaveLength(3);
    const identities = (await world.exportTable()).filter(
      ({ principalId, entity }) => entity === 'identity' && principalId === BARBARA,
    );
    expect(identities).toHaveLength(1);
  });

  it('of two invitations by one sign-in at once binds one of them', async () => {
    const first = await invite();
    const caller = await callerOf(world, grace);
    await createPrincipal({ id: 'prn_b2', kind: 'user', displayName: 'B', email: EMAIL }, caller, world);
    await invitePrincipal('prn_b2', caller, world);
    const second = newInvitationCode('prn_b2', world.randomText);
    const invitation = { principalId: 'prn_b2', number: 1, endsAt: invitationExpiry(NOON) };
    await world.invitations.keep({ ...invitation, hash: hashInvitationCode(second) }, EMAIL);

    const results = await Promise.allSettled([redeem(first), redeem(second)]);

    const codes = results.map((result) => (result.status === 'rejected' ? result.reason.code : 'done'));
    expect(codes.sort()).toEqual(['done', 'identity_taken']);
  });

  it('is closed before consent (ONB-1)', async () => {
    const empty = await open();

    const refusal = await refusalOf(empty, () => redeemInvitation({ code: 'prn_x.y', ...identity }, empty));

    expect(refusal).toMatchObject({ code: 'not_onboarded' });
  });
});
