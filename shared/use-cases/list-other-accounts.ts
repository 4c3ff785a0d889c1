import { isSamePerson, LONGEST_CHAIN, personOf } from '#shared/domain/person';
import type { Principal } from '#shared/domain/principal';
import type { Ports } from '#shared/ports';
import { findAccounts } from './find-accounts.ts';

/** The other accounts of somebody: the one that the chain ends at, and all whose chains lead there. */
export async function listOtherAccounts(principal: Principal, needs: Pick<Ports, 'principals'>): Promise<Principal[]> {
  const { principals } = needs;
  const person = personOf(principal, await findAccounts({ current: [principal] }, needs));
  const found = new Set([person]);
  let level = [person];
  for (let steps = 0; steps < LONGEST_CHAIN && level.length > 0; steps += 1) {
    const listed = (await Promise.all(level.map((id) => principals.listAccountsOf(id)))).flat();
    level = listed.filter((id) => !found.has(id));
    for (const id of level) found.add(id);
  }
  found.delete(principal.id);
  if (found.size === 0) return [];
  const accounts = await principals.findSeveral([...found]);
  const known = await findAccounts({ current: [...accounts, principal] }, needs);
  return accounts.filter((account) => isSamePerson(account, principal, known));
}
