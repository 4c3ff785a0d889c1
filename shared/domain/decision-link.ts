import * as v from 'valibot';
import { Id } from './id.ts';
import { Instant } from './instant.ts';
import { isSameMailbox } from './mailbox.ts';
import { askedAt, type WaitingActivation } from './open-approval.ts';
import { type Accounts, isSamePersonByNow } from './person.ts';
import type { Principal } from './principal.ts';
import { Refusal } from './refusal.ts';

/**
 * One approver's right to decide by the links of one mail. The table knows the hash of the link's `jti` and a keyed
 * hash of the match code, so reading the table gives nobody a link.
 */
export const DecisionLink = v.object({
  activationId: Id,
  /** SHA-256 of the jti, base64url. */
  hash: v.string(),
  approverId: Id,
  /** HMAC-SHA-256 of the match code, keyed with the jti, base64url. */
  codeHash: v.string(),
  endsAt: Instant,
  state: v.picklist(['open', 'spent', 'replaced']),
  tries: v.number(),
  /** Names the mail whose links count wrong codes together; absent where the link counts its own. */
  countedBy: v.exactOptional(v.string()),
  /** How often this approver's link was renewed, this one included. */
  renewals: v.number(),
  /** Events on record about this link; the place of the next one in its chain. */
  events: v.number(),
});
export type DecisionLink = v.InferOutput<typeof DecisionLink>;

export const MOST_TRIES = 5;
export const MOST_RENEWALS = 3;
const LIFETIME_MINUTES = { signIn: 4 * 60, link: 60 } as const;

/** How long a link lives: the shorter of the deadline and 4 h, or 60 minutes where the link alone decides. */
export function linkLifetimeMinutes(mode: keyof typeof LIFETIME_MINUTES): number {
  return LIFETIME_MINUTES[mode];
}

/**
 * Tells whether a link alone proves nothing about its approver: the address it goes to came from the very person who
 * asks, was changed since they asked, or leads to the requester's own mailbox (T-49).
 */
export function isAddressDoubtful(
  { email, addressedBy }: Pick<Principal, 'email' | 'addressedBy'>,
  asked: {
    readonly activation: WaitingActivation;
    /** Who asks, as they are known now. */
    readonly requester: Pick<Principal, 'email'>;
    readonly accounts: Accounts;
  },
): boolean {
  if (email !== undefined && isSameMailbox(email, asked.requester.email)) return true;
  if (!addressedBy) return false;
  const { activation, accounts } = asked;
  return isSamePersonByNow(activation.requester, addressedBy, accounts) || addressedBy.at >= askedAt(activation);
}

/**
 * Refuses a token before its time, to the second, as if it were forged.
 *
 * @param nbf seconds since 1970
 * @throws Refusal link_not_valid
 */
export function refuseUnlessBegun({ nbf }: { nbf: number }, now: string): void {
  // Written so that a time nobody can read refuses; so is the next.
  if (!(Date.parse(now) / 1000 >= nbf)) throw new Refusal('link_not_valid');
}

/**
 * Refuses a token from its end on, to the second.
 *
 * @param exp seconds since 1970
 * @throws Refusal link_expired
 */
export function refuseOnceOver({ exp }: { exp: number }, now: string): void {
  if (!(Date.parse(now) / 1000 < exp)) throw new Refusal('link_expired');
}

/**
 * Refuses a link that can no longer decide.
 *
 * @throws Refusal link_used | link_replaced | link_locked | link_expired
 */
export function refuseUnlessUsable(link: DecisionLink, now: string): void {
  if (link.state === 'spent') throw new Refusal('link_used');
  if (link.state === 'replaced') throw new Refusal('link_replaced');
  if (link.tries >= MOST_TRIES) throw new Refusal('link_locked');
  if (now >= link.endsAt) throw new Refusal('link_expired');
}
