import { isBound, isSamePerson, type PersonKey, type Principal } from './principal.ts';
import type { RoleSettings } from './role-settings.ts';

/** An account, as far as it matters for what it could decide. */
export type PossibleApprover = Pick<Principal, 'id' | 'personId' | 'issuer' | 'subject' | 'email' | 'addressedBy'>;

/**
 * The most yeses that people could give together: each human being one, however many accounts they have.
 *
 * Whoever has never signed in, because nobody invited them or they have not come, cannot decide in a session. Where a link
 * may decide, it still reaches them at their address; but of a quorum only one vote may come by link alone (SET-6), and
 * none by one that goes where the requester said.
 *
 * @param requester of whose request it is; absent when nobody in particular asks
 */
export function mostYeses(
  people: readonly PossibleApprover[],
  mode: RoleSettings['decisionMode'],
  requester?: PersonKey,
): number {
  const signingIn = countPersons(people.filter(isBound));
  if (mode === 'signIn') return signingIn;
  const all = countPersons(people.filter((one) => isBound(one) || isReachable(one, requester)));
  return Math.min(all, signingIn + 1);
}

function isReachable({ email, addressedBy }: PossibleApprover, requester: PersonKey | undefined): boolean {
  return email !== undefined && !(requester && addressedBy && isSamePerson(addressedBy, requester));
}

/** Two accounts of one person are one, as `isSamePerson` has it. */
function countPersons(people: readonly PossibleApprover[]): number {
  return new Set(people.map(({ id, personId }) => (personId === undefined ? `account ${id}` : `person ${personId}`)))
    .size;
}
