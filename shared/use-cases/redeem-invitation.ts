import { hashInvitationCode } from '#shared/decision-tokens/invitation-codes';
import { isRedeemable, principalOfCode } from '#shared/domain/invitation';
import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'onboardings' | 'principals' | 'invitations' | 'now'>;

export interface Redemption {
  readonly code: string;
  /** Of the verified token. */
  readonly issuer: string;
  readonly subject: string;
}

/**
 * Binds a sign-in to the principal whose code it brings, once and for ever. Whoever has the code is who was meant:
 * addresses are never compared. Whatever is wrong with a code, the refusal is the same, so that nobody learns from it.
 *
 * @throws Refusal not_onboarded | invitation_not_valid | identity_taken | busy
 */
export function redeemInvitation(redemption: Redemption, needs: Needs): Promise<Principal> {
  return retryWhenStale(() => redeemOnce(redemption, needs));
}

async function redeemOnce({ code, issuer, subject }: Redemption, needs: Needs): Promise<Principal> {
  if (!(await needs.onboardings.find())) throw new Refusal('not_onboarded');
  const { principal, invitation } = await findRedeemable(code, needs);
  if (await needs.principals.findIdByIdentity(issuer, subject)) throw new Refusal('identity_taken');

  const bound = { ...principal, issuer, subject, revision: principal.revision + 1 };
  const { id, displayName } = principal;
  const details = { principalId: id, invitation: invitation.number, issuer, subject };
  const actor = { id, displayName };
  await needs.invitations.redeem(bound, principal, invitation, { type: 'principal.bound', actor, details });
  return bound;
}

async function findRedeemable(code: string, { principals, invitations, now }: Needs) {
  const principalId = principalOfCode(code);
  if (principalId === undefined) throw new Refusal('invitation_not_valid');
  const [principal, invitation] = await Promise.all([principals.find(principalId), invitations.find(principalId)]);
  if (!principal || !invitation || !isRedeemable(invitation, hashInvitationCode(code), principal, now()))
    throw new Refusal('invitation_not_valid');
  return { principal, invitation };
}
