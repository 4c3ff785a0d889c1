import { describe, expect, it } from 'vitest';
import {
  composeCode,
  type Invitation,
  invitationExpiry,
  isRedeemable,
  principalOfCode,
  refuseUnlessInvitable,
} from '#shared/domain/invitation';
import type { Principal } from '#shared/domain/principal';
import { NOON, noonPlus, plusMilliseconds } from '#test/support/activations';
import { ada, operators, robot } from '#test/support/found-organization';
import { refused } from '#test/support/refused';

const SECRET = 'abcdefghijklmnopqrst-_';
const { issuer: _i, subject: _s, ...unbound } = ada;
const barbara: Principal = { ...unbound, id: 'prn_barbara', invitations: 2 };
const invitation: Invitation = {
  principalId: barbara.id,
  number: 2,
  hash: 'hash',
  endsAt: noonPlus(60),
  state: 'open',
};

describe('inviting', () => {
  const { email: _none, ...withoutAddress } = barbara;

  it('is for people without a sign-in, again and again', () => {
    expect(() => refuseUnlessInvitable(barbara)).not.toThrow();
    expect(() => refuseUnlessInvitable({ ...barbara, kind: 'guest' })).not.toThrow();
  });

  it.each<[string, string, Principal]>([
    ['invitation_for_people_only', 'a group', operators],
    ['invitation_for_people_only', 'a workload', robot],
    ['already_bound', 'somebody who signs in', ada],
    ['invitee_disabled', 'somebody disabled', { ...barbara, enabled: false }],
    ['email_required', 'somebody without an address', withoutAddress],
  ] as const)('is refused as %s for %s', (code, _, principal) => {
    expect(() => refuseUnlessInvitable(principal)).toThrow(refused(code as 'already_bound'));
  });

  it('lasts seven days', () => {
    expect(invitationExpiry(NOON)).toBe('2026-11-29T12:00:00.000Z');
  });
});

describe('a code', () => {
  it('says whose it is', () => {
    expect(principalOfCode(composeCode('prn_barbara', SECRET))).toBe('prn_barbara');
  });

  it.each([
    ['nothing', ''],
    ['an id alone', 'prn_barbara'],
    ['a secret alone', SECRET],
    ['nobody’s', `.${SECRET}`],
    ['too short', `prn_barbara.${SECRET.slice(1)}`],
    ['too long', `prn_barbara.${SECRET}x`],
    ['padded', `prn_barbara.${SECRET} `],
    ['in another alphabet', `prn_barbara.${SECRET.slice(1)}+`],
    ['in three parts', `prn_barbara.${SECRET}.${SECRET}`],
    ['a key of the table', `PRINCIPAL#x.${SECRET}`],
    ['over two lines', `prn_barbara.${SECRET}\n`],
  ])('that is %s is none', (_, code) => {
    expect(principalOfCode(code)).toBeUndefined();
  });
});

describe('a code binds its bearer', () => {
  it('until the very end of its seven days', () => {
    expect(isRedeemable(invitation, 'hash', barbara, plusMilliseconds(invitation.endsAt, -1))).toBe(true);
    expect(isRedeemable(invitation, 'hash', barbara, invitation.endsAt)).toBe(false);
  });

  it.each<[string, Partial<Invitation>, Partial<Principal>]>([
    ['it is another one', { hash: 'other' }, {}],
    ['it was redeemed', { state: 'redeemed' }, {}],
    ['a newer one was asked for', {}, { invitations: 3 }],
    ['they are disabled', {}, { enabled: false }],
    ['they sign in already', {}, { issuer: 'https://id.example', subject: 'barbara' }],
    ['they are no person', {}, { kind: 'workload' }],
  ])('never when %s', (_, changes, changesOfPrincipal) => {
    expect(isRedeemable({ ...invitation, ...changes }, 'hash', { ...barbara, ...changesOfPrincipal }, NOON)).toBe(
      false,
    );
  });
});
