import { isBound, type Principal } from './principal.ts';
import type { RoleSettings } from './role-settings.ts';

/** An account, as far as it matters for what it could decide. */
export type PossibleApprover = Pick<Principal, 'id' | 'personId' | 'issuer' | 'subject' | 'email'>;

/**
 * The most yeses that people could give together: each human being one, however many accounts they have.
 *
 * Whoever has never signed in, because nobody invited them or they have not come, cannot decide in a session. Where a link
 * may decide, it still reaches them at their address; but of a quorum only one vote may come by link alone (SET-6).
 */
export function mostYeses(people: readonly PossibleApprover[], mode: RoleSettings['decisionMode']): number {
  const signingIn = countPersons(people.filter(isBound));
  if (mode === 'signIn') return signingIn;
  const all = countPersons(people.filter((one) => isBound(one) || one.email !== undefined));
  return Math.min(all, signingIn + 1);
}

/** Two accounts of one person are one, as `isSamePerson` has it. */
function countPersons(people: readonly PossibleApprover[]): number {
  return new Set(people.map(({ id, personId }) => (personId === undefined ? `account ${id}` : `person ${personId}`)))
    .size;
}
