import * as v from 'valibot';
import { Id } from './id.ts';

/**
 * Somebody or something that can hold roles. Who signs in is told by issuer and subject, never by the address,
 * which is for mail only (NIST SP 800-63B: e-mail is not an authenticator).
 */
export const Principal = v.object({
  id: Id,
  kind: v.picklist(['user', 'guest', 'group', 'workload']),
  displayName: v.string(),
  email: v.exactOptional(v.string()),
  issuer: v.exactOptional(v.string()),
  subject: v.exactOptional(v.string()),
  /** One human behind several accounts; separation of duties compares it. */
  personId: v.exactOptional(Id),
  enabled: v.boolean(),
  revision: v.number(),
});
export type Principal = v.InferOutput<typeof Principal>;

/** That a principal belongs to a group, as it stands in the member's own partition. */
export const Membership = v.object({ principalId: Id, groupId: Id, groupName: v.string() });
export type Membership = v.InferOutput<typeof Membership>;

/** Tells whether two accounts are the same human being, by person where known, else by account. */
export function isSamePerson(a: PersonKey, b: PersonKey): boolean {
  return a.id === b.id || (a.personId !== undefined && a.personId === b.personId);
}

type PersonKey = Pick<Principal, 'id' | 'personId'>;

/** Tells whether the principal is a human being, who alone may be eligible or approve. */
export function isPerson(principal: Principal): boolean {
  return principal.kind === 'user' || principal.kind === 'guest';
}
