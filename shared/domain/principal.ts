import * as v from 'valibot';
import { Id } from './id.ts';
import { Instant } from './instant.ts';

/**
 * Somebody or something that can hold roles. Who signs in is told by issuer and subject, never by the address,
 * which is for mail only (NIST SP 800-63B: e-mail is not an authenticator).
 */
export const Principal = v.object({
  id: Id,
  kind: v.picklist(['user', 'guest', 'group', 'workload']),
  displayName: v.string(),
  email: v.exactOptional(v.string()),
  /** Who gave the address, and when; absent where it came with the directory. */
  addressedBy: v.exactOptional(v.object({ id: Id, personId: v.exactOptional(Id), at: Instant })),
  issuer: v.exactOptional(v.string()),
  subject: v.exactOptional(v.string()),
  /** The id of another account of the same person, or a number all their accounts carry (`person.ts`). */
  personId: v.exactOptional(Id),
  enabled: v.boolean(),
  /** Gone for good: hidden from lists, kept for the record. */
  archived: v.exactOptional(v.boolean()),
  /** How often they were invited; only the code of the newest invitation works. */
  invitations: v.exactOptional(v.number()),
  /** The place of the newest event in the principal's chain. */
  revision: v.number(),
});
export type Principal = v.InferOutput<typeof Principal>;

/** That a principal belongs to a group, as it stands in the member's own partition. */
export const Membership = v.object({ principalId: Id, groupId: Id, groupName: v.string() });
export type Membership = v.InferOutput<typeof Membership>;

/** Tells whether the principal is a human being, who alone may be eligible or approve. */
export function isPerson(principal: Pick<Principal, 'kind'>): boolean {
  return principal.kind === 'user' || principal.kind === 'guest';
}

/** Tells whether somebody's sign-in is known: issuer and subject together, bound once and for ever. */
export function isBound({ issuer, subject }: Pick<Principal, 'issuer' | 'subject'>): boolean {
  return issuer !== undefined && subject !== undefined;
}

/** Tells whether somebody gets in at all: the account works, and an identity provider knows whose it is. */
export function canSignIn(principal: Pick<Principal, 'enabled' | 'issuer' | 'subject'>): boolean {
  return principal.enabled && isBound(principal);
}
