import { LONGEST_CHAIN, type PersonKey } from '#shared/domain/person';
import {
  evaluatePersonLink,
  type PersonLink,
  type PrincipalWarning,
  warnOfNewPerson,
} from '#shared/domain/person-link';
import type { Principal } from '#shared/domain/principal';
import { refuseIfBroken } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';

type Needs = Pick<Ports, 'principals'>;

/**
 * Judges the `personId` an account gets, by where it leads and by what leads to the account already.
 *
 * @returns what deserves a second look
 * @throws Refusal person_id_circle | person_id_not_a_person | person_id_chain_too_long
 */
export async function judgePersonLink(account: PersonKey, needs: Needs): Promise<PrincipalWarning[]> {
  const { id, personId } = account;
  if (personId === undefined) return [];
  const [chain, stepsBefore, others] = await Promise.all([
    followChain(personId, needs),
    stepsTo([id], needs),
    needs.principals.listAccountsOf(personId),
  ]);
  const link: PersonLink = { account, chain, stepsBefore };
  refuseIfBroken(evaluatePersonLink(link));
  return warnOfNewPerson(link, others);
}

async function followChain(from: string, { principals }: Needs): Promise<Principal[]> {
  const chain: Principal[] = [];
  for (let next: string | undefined = from; next !== undefined && chain.length <= LONGEST_CHAIN; ) {
    const account: Principal | undefined = await principals.find(next);
    if (!account || chain.some(({ id }) => id === account.id)) return chain;
    chain.push(account);
    next = account.personId;
  }
  return chain;
}

/** Level by level, and not beyond what is refused anyway. */
async function stepsTo(ids: readonly string[], { principals }: Needs): Promise<number> {
  let level = ids;
  for (let steps = 0; steps < LONGEST_CHAIN; steps += 1) {
    level = (await Promise.all(level.map((id) => principals.listAccountsOf(id)))).flat();
    if (level.length === 0) return steps;
  }
  return LONGEST_CHAIN;
}
