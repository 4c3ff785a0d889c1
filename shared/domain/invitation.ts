import * as v from 'valibot';
import { Id, isId } from './id.ts';
import { Instant, plusMinutes } from './instant.ts';
import { isBound, isPerson, type Principal } from './principal.ts';
import { Refusal } from './refusal.ts';

/**
 * The right to bind one's sign-in to a principal, once, by the code of a mail. The table knows the code's hash only, so
 * reading it invites nobody.
 */
export const Invitation = v.object({
  principalId: Id,
  /** Which invitation of this principal it is, from 1. */
  number: v.number(),
  /** SHA-256 of the code, base64url. */
  hash: v.string(),
  endsAt: Instant,
  state: v.picklist(['open', 'redeemed']),
});
export type Invitation = v.InferOutput<typeof Invitation>;

/** 128 bits, as many as nobody guesses. */
export const INVITATION_SECRET_BYTES = 16;
const LIFETIME_MINUTES = 7 * 24 * 60;
const CODE = /^([^.]+)\.[A-Za-z0-9_-]{22}$/;

/** When an invitation of that moment ends: after 7 days. */
export function invitationExpiry(invitedAt: string): string {
  return plusMinutes(invitedAt, LIFETIME_MINUTES);
}

/** The code as it stands in the mail: whose it is, and a secret of 22 characters. */
export function composeCode(principalId: string, secret: string): string {
  return `${principalId}.${secret}`;
}

/** Whose code it says it is; nothing when it has not the form of a code. */
export function principalOfCode(code: string): string | undefined {
  const [, principalId] = CODE.exec(code) ?? [];
  return principalId !== undefined && isId(principalId) ? principalId : undefined;
}

/**
 * Refuses to invite whom an invitation would not help.
 *
 * @throws Refusal invitation_for_people_only | already_bound | invitee_disabled | email_required
 */
export function refuseUnlessInvitable(principal: Principal): void {
  if (!isPerson(principal)) throw new Refusal('invitation_for_people_only');
  if (isBound(principal)) throw new Refusal('already_bound');
  if (!principal.enabled) throw new Refusal('invitee_disabled');
  if (principal.email === undefined) throw new Refusal('email_required');
}

/** Tells whether a code binds its bearer: the newest one of somebody enabled who does not sign in yet, and in time. */
export function isRedeemable(invitation: Invitation, hash: string, principal: Principal, now: string): boolean {
  return (
    invitation.state === 'open' &&
    invitation.hash === hash &&
    invitation.number === principal.invitations &&
    now < invitation.endsAt &&
    principal.enabled &&
    isPerson(principal) &&
    !isBound(principal)
  );
}
