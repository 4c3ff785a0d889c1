import type { Principal } from './principal.ts';

/** What tells one person from another. */
export type PersonKey = Pick<Principal, 'id' | 'personId'>;

/** Accounts as they are known now, with those that the chains from them lead over; one that is missing is no account. */
export type Accounts = readonly PersonKey[];

/** From an account to its person it takes so many steps at most (T-52). */
export const LONGEST_CHAIN = 3;

/**
 * Whose account this is: the end of the chain of `personId`s that begins with it (T-52).
 *
 * The id of another account means the person behind that account; anything else is a number that all accounts of one
 * person carry. Without either an account stands for itself. A circle, which nobody can enter any more, is one person.
 *
 * @returns an id to be compared with others of its kind, and for nothing else
 */
export function personOf({ id, personId }: PersonKey, accounts: Accounts): string {
  const passed = [id];
  let end = id;
  for (let next = personId; next !== undefined; next = accounts.find((account) => account.id === end)?.personId) {
    if (passed.includes(next)) return passed.slice(passed.indexOf(next)).sort()[0] ?? next;
    passed.push(next);
    end = next;
  }
  return end;
}

/** Tells whether two accounts are one human being: their chains end at the same id. The one function that decides this. */
export function isSamePerson(a: PersonKey, b: PersonKey, accounts: Accounts): boolean {
  return a.id === b.id || personOf(a, accounts) === personOf(b, accounts);
}

/**
 * The same for accounts as they stood when something was put on record: each counts as that person's, and as the one's it
 * is known to be now.
 */
export function isSamePersonByNow(recorded: PersonKey, other: PersonKey, accounts: Accounts): boolean {
  const others = [other, ...current(other, accounts)];
  return [recorded, ...current(recorded, accounts)].some((one) =>
    others.some((another) => isSamePerson(one, another, accounts)),
  );
}

/** How many human beings stand behind some accounts. */
export function countPersons(people: readonly PersonKey[], accounts: Accounts): number {
  return new Set(people.map((one) => personOf(one, accounts))).size;
}

/** Of what accounts said on record, the first of each person as known now. */
export function firstOfEachPerson<T>(said: readonly T[], by: (one: T) => PersonKey, accounts: Accounts): T[] {
  const persons = said.map((one) => personOf(current(by(one), accounts)[0] ?? by(one), accounts));
  return said.filter((_, place) => persons.indexOf(persons[place] ?? '') === place);
}

function current({ id }: PersonKey, accounts: Accounts): PersonKey[] {
  return accounts.filter((account) => account.id === id);
}
