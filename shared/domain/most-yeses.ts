import { type Accounts, countPersons, isSamePersonByNow, type PersonKey } from './person.ts';
import { isBound, type Principal } from './principal.ts';
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
 * @param accounts as they are known now, chains included
 * @param requester of whose request it is; absent when nobody in particular asks
 */
export function mostYeses(
  people: readonly PossibleApprover[],
  mode: RoleSettings['decisionMode'],
  accounts: Accounts,
  requester?: PersonKey,
): number {
  const signingIn = countPersons(people.filter(isBound), accounts);
  if (mode === 'signIn') return signingIn;
  const isAble = (one: PossibleApprover) => isBound(one) || isReachable(one, accounts, requester);
  const all = countPersons(people.filter(isAble), accounts);
  return Math.min(all, signingIn + 1);
}

function isReachable({ email, addressedBy }: PossibleApprover, accounts: Accounts, requester?: PersonKey): boolean {
  return email !== undefined && !(requester && addressedBy && isSamePersonByNow(addressedBy, requester, accounts));
}
