import { archivedRules } from './archive.ts';
import { isPerson, type Principal } from './principal.ts';
import { type Violation, violation } from './refusal.ts';

/** What may change about a principal; issuer and subject never do. */
export interface PrincipalChange extends Partial<Fields> {
  readonly enabled?: boolean;
  readonly archived?: boolean;
  readonly addMembers?: readonly string[];
  readonly removeMembers?: readonly string[];
}
type Fields = Pick<Principal, 'displayName'> & Required<Pick<Principal, 'email' | 'personId' | 'archived'>>;

/** Members that join or leave in one call: each takes up to three writes of the hundred of a transaction (AWS limit). */
export const MOST_MEMBERS = 30;

/** Judges a change by every rule at once, but for who the members are. */
export function evaluatePrincipalChange(principal: Principal, change: PrincipalChange): Violation[] {
  const { addMembers = [], removeMembers = [] } = change;
  const lists = (['addMembers', 'removeMembers'] as const).filter((field) => change[field] !== undefined);
  const isMany = new Set(addMembers).size + new Set(removeMembers).size > MOST_MEMBERS;
  return [
    ...(change.personId !== undefined && !isPerson(principal) ? [violation('personId', 'person_for_people_only')] : []),
    ...archivedRules(principal, change),
    ...(principal.kind === 'group' ? [] : lists.map((field) => violation(field, 'members_for_groups_only'))),
    ...(isMany ? [violation('addMembers', 'too_many_members', MOST_MEMBERS)] : []),
    ...removeMembers.flatMap((id, place) =>
      addMembers.includes(id) ? [violation(`removeMembers.${place}`, 'member_named_twice', id)] : [],
    ),
  ];
}

/** The fields that a change really changes, with their new values. */
export function changedFields(
  principal: Principal,
  { displayName, email, personId, archived }: PrincipalChange,
): Partial<Fields> {
  return {
    ...(displayName === undefined || displayName === principal.displayName ? {} : { displayName }),
    ...(email === undefined || email === principal.email ? {} : { email }),
    ...(personId === undefined || personId === principal.personId ? {} : { personId }),
    ...(archived === undefined || archived === (principal.archived ?? false) ? {} : { archived }),
  };
}
