import { isPerson, type Principal } from './principal.ts';
import { type Violation, violation } from './refusal.ts';

/** What an administrator enters about a new principal, already well-formed. */
export interface NewPrincipal extends Partial<Pick<Principal, 'email' | 'issuer' | 'subject' | 'personId'>> {
  /** Made up when it is left out. */
  readonly id?: string;
  readonly kind: Principal['kind'];
  readonly displayName: string;
  /** Unless said otherwise. */
  readonly enabled?: boolean;
  /** Of a group: ids of people. */
  readonly members?: readonly string[];
}

/**
 * Judges a new principal by every rule at once. A workload is known by its sign-in only; people may do without one and
 * be invited; a group has members instead.
 */
export function evaluateNewPrincipal(wanted: NewPrincipal): Violation[] {
  return [...identityRules(wanted), ...kindRules(wanted)];
}

function identityRules({ kind, issuer, subject }: NewPrincipal): Violation[] {
  if (kind === 'group')
    return Object.entries({ issuer, subject })
      .filter(([, given]) => given !== undefined)
      .map(([field]) => violation(field, 'identity_not_for_groups'));
  if (issuer !== undefined && subject !== undefined) return [];
  const absent = issuer === undefined ? 'issuer' : 'subject';
  if (kind === 'workload') return [violation(absent, 'identity_required')];
  return issuer === subject ? [] : [violation(absent, 'identity_incomplete')];
}

function kindRules({ kind, personId, members }: NewPrincipal): Violation[] {
  return [
    ...(personId !== undefined && !isPerson({ kind }) ? [violation('personId', 'person_for_people_only')] : []),
    ...(members !== undefined && kind !== 'group' ? [violation('members', 'members_for_groups_only')] : []),
  ];
}
