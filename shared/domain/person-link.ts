import { LONGEST_CHAIN, type PersonKey } from './person.ts';
import { isPerson, type Principal } from './principal.ts';
import { type Violation, violation } from './refusal.ts';

/** What the table says about a `personId` that an account is to have. */
export interface PersonLink {
  readonly account: PersonKey;
  /** What it names, and whatever the chain leads over from there, in order: accounts, as far as they are some. */
  readonly chain: readonly Pick<Principal, 'id' | 'personId' | 'kind'>[];
  /** How many steps the longest chain takes that leads to the account already. */
  readonly stepsBefore: number;
}

/** Judges whose account somebody says this is (T-52): another account of a person, or a number; by few steps, and in no circle. */
export function evaluatePersonLink({ account, chain, stepsBefore }: PersonLink): Violation[] {
  const { id, personId } = account;
  if (personId === undefined) return [];
  if (personId === id || chain.some((one) => one.id === id || one.personId === id))
    return [violation('personId', 'person_id_circle', personId)];
  if (chain.some((one) => !isPerson(one))) return [violation('personId', 'person_id_not_a_person', personId)];
  const stepsAfter = chain.filter((one) => one.personId !== undefined).length;
  if (stepsBefore + 1 + stepsAfter > LONGEST_CHAIN)
    return [violation('personId', 'person_id_chain_too_long', LONGEST_CHAIN)];
  return [];
}

/** Something about a principal that was done, and deserves a second look. */
export interface PrincipalWarning {
  readonly code: 'person_id_new' | 'access_returns';
  readonly message: string;
}

/** The first account with a number is linked to nobody yet: perhaps it was meant to be the id of an account. */
export function warnOfNewPerson({ account, chain }: PersonLink, others: readonly string[]): PrincipalWarning[] {
  const { id, personId } = account;
  if (personId === undefined || chain.length > 0 || others.some((other) => other !== id)) return [];
  const message = `No other account has the personId ${personId}, and no account has this id, so it links nobody yet. Give the other accounts of this person the same one.`;
  return [{ code: 'person_id_new', message }];
}
