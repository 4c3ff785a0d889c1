import { type Assignment, type HeldAssignment, hasEnded } from './assignment.ts';
import { isPerson, type Principal } from './principal.ts';
import type { Role } from './role.ts';

/** An assignment that counts for somebody again, or from now on, and how its role is called. */
export interface GainedRight {
  readonly assignment: Assignment;
  readonly roleName: string;
  /** The group it comes through; absent where it is their own. */
  readonly groupName?: string;
}

/**
 * What somebody holds or may activate by what is assigned, now or from its start on: of enabled roles, and for machines
 * no eligibility (ASG-5, ASG-7).
 */
export function rightsAmong(
  held: readonly HeldAssignment[],
  roles: readonly Role[],
  { kind }: Pick<Principal, 'kind'>,
  now: string,
): GainedRight[] {
  const enabled = new Map(roles.filter((role) => role.enabled).map((role) => [role.id, role.displayName]));
  const isFor = ({ type }: Assignment) => type === 'active' || kind === 'group' || isPerson({ kind });
  return held.flatMap(({ assignment, via }) => {
    const roleName = enabled.get(assignment.roleId);
    if (roleName === undefined || hasEnded(assignment, now) || !isFor(assignment)) return [];
    return [{ assignment, roleName, ...(via.kind === 'group' ? { groupName: via.displayName } : {}) }];
  });
}

/** Warns whoever enables a principal of what comes back with it (ASG-7). */
export function warnOfReturn({ displayName }: Principal, rights: readonly GainedRight[]) {
  const named = (type: Assignment['type']) => [
    ...new Set(rights.filter(({ assignment }) => assignment.type === type).map(({ roleName }) => roleName)),
  ];
  const [active, eligible] = [named('active'), named('eligible')];
  const parts = [
    ...(active.length > 0 ? [`holds ${inWords(active)} without activating`] : []),
    ...(eligible.length > 0 ? [`is eligible for ${inWords(eligible)}`] : []),
  ];
  if (parts.length === 0) return [];
  const message = `Enabled again, ${displayName} ${parts.join(' and ')}. Remove what is no longer needed.`;
  return [{ code: 'access_returns' as const, message }];
}

const MOST_NAMED = 5;

/** Names as a list in a sentence; of many, the first few and how many more. */
export function inWords(names: readonly string[]): string {
  const named = names.slice(0, MOST_NAMED);
  const more = names.length - named.length;
  const all = more > 0 ? [...named, `${more} more`] : named;
  return [all.slice(0, -1).join(', '), ...all.slice(-1)].filter((part) => part !== '').join(' and ');
}
