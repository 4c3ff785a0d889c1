import { type Assignment, hasEnded } from '../assignment.ts';
import { isSame } from '../change.ts';
import { DIRECTORY } from '../id.ts';
import type { Principal } from '../principal.ts';
import { parentOf, type Resource } from '../resource.ts';
import type { Role } from '../role.ts';
import type { PolicyEntryOf } from './policy-entry.ts';

/*
 * In what a document says another thing than is there: the names of its fields, none when it says the same. What it leaves
 * out it says nothing about; what is archived is out of use, whatever the document says.
 */

type Fields = Readonly<Record<string, unknown>>;

export function resourceDifferences({ facts }: PolicyEntryOf<'resource'>, there: Resource): string[] {
  const { parent = DIRECTORY, ...said } = facts;
  return differences({ ...said, parent }, { ...there, parent: parentOf(there) });
}

export function groupDifferences({ facts }: PolicyEntryOf<'group'>, there: Principal): string[] {
  return differences({ ...facts }, there);
}

export function roleDifferences({ facts }: PolicyEntryOf<'role'>, there: Role): string[] {
  return differences({ ...facts }, there);
}

/**
 * The same of an assignment and those there are: nothing where none gives the holder the role at that place in that way
 * now or later.
 */
export function assignmentDifferences(
  { facts, ...key }: PolicyEntryOf<'assignment'>,
  held: readonly Assignment[],
  now: string,
): string[] | undefined {
  const rivals = held.filter(
    (one) =>
      one.principalId === key.principalId &&
      one.roleId === key.roleId &&
      one.resourceId === key.resourceId &&
      one.type === key.type &&
      !hasEnded(one, now),
  );
  // Two that follow each other are two.
  const meant = rivals.filter((one) => facts.until === undefined || one.startsAt < facts.until);
  const found = meant.filter((one) => one.endsAt === undefined || one.endsAt > (facts.from ?? now));
  const compared = found.map((one) => differencesOf(facts, one));
  return compared.find((fields) => fields.length === 0) ?? compared[0];
}

function differencesOf(facts: PolicyEntryOf<'assignment'>['facts'], there: Assignment): string[] {
  const { justification, until, ...said } = facts;
  const given = justification === undefined ? said : { ...said, justification: justification.trim() };
  // Without an end it is said to be permanent.
  const ends = until === there.endsAt ? [] : ['until'];
  return [...ends, ...differences(given, { ...there, from: there.startsAt })];
}

function differences(said: Fields, there: Fields): string[] {
  const fields = Object.keys(said).filter((name) => said[name] !== undefined && !isSame(said[name], there[name]));
  return there.archived === true ? ['archived', ...fields] : fields;
}
