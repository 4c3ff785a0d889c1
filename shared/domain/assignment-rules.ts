import type { Ticket } from './activation.ts';
import { type Assignment, isStandingAdministration } from './assignment.ts';
import { durationInWords } from './duration-in-words.ts';
import { DIRECTORY } from './id.ts';
import { latest, MINUTES_PER_DAY, plusMinutes } from './instant.ts';
import { isBlank } from './plain-text.ts';
import type { Principal } from './principal.ts';
import { type Violation, violation } from './refusal.ts';
import type { Role } from './role.ts';
import type { RoleSettings } from './role-settings.ts';

type Type = Assignment['type'];

/** What an administrator asks for, already well-formed; neither end nor permanent: as long as the role allows. */
export interface WantedAssignment {
  readonly roleId: string;
  readonly resourceId?: string | undefined;
  readonly type: Type;
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
  readonly permanent?: boolean | undefined;
  readonly ticket?: Ticket | undefined;
  readonly justification: string;
}

/** Who is assigned what, under which rules. */
export interface AssignmentPlace {
  readonly role: Role;
  readonly holder: Principal;
  readonly settings: RoleSettings;
}

const FARTHEST_START_DAYS = 365;
/** Clocks of callers run apart; a start this little ago means now. */
const START_TOLERANCE_MINUTES = 1;

/**
 * Judges an assignment by every rule at once, so that all of it can be mended in one go; dry runs ask the same.
 *
 * @param now ISO 8601 UTC
 * @returns the rules broken; empty when the assignment is fine
 */
export function evaluateAssignment(wanted: WantedAssignment, place: AssignmentPlace, now: string): Violation[] {
  const dates = assignmentDates(wanted, place.settings, now);
  const right = { roleId: wanted.roleId, resourceId: wanted.resourceId ?? DIRECTORY, type: wanted.type, ...dates };
  return [
    ...holdingRules(right, place, now),
    ...(wanted.startsAt === undefined ? [] : startDateRules(wanted.startsAt, now)),
    ...endRules(wanted, dates.startsAt, place.settings, now),
    ...justificationRules(wanted.justification),
  ];
}

/** The dates that count: a start that is past is now; no end, unless permanent, is the latest the role allows. */
export function assignmentDates(
  wanted: Pick<WantedAssignment, 'type' | 'startsAt' | 'endsAt' | 'permanent'>,
  settings: RoleSettings,
  now: string,
): Pick<Assignment, 'startsAt' | 'endsAt'> {
  const startsAt = latest(now, wanted.startsAt);
  if (wanted.endsAt !== undefined) return { startsAt, endsAt: wanted.endsAt };
  return wanted.permanent ? { startsAt } : { startsAt, endsAt: latestEnd(startsAt, wanted.type, settings) };
}

/** What may be held at all, and by whom; the same for new assignments and for those that change their type. */
export function holdingRules(
  right: Pick<Assignment, 'roleId' | 'resourceId' | 'type' | 'startsAt' | 'endsAt'>,
  { role, holder }: Pick<AssignmentPlace, 'role' | 'holder'>,
  now: string,
): Violation[] {
  const broken: Violation[] = [];
  if (!role.enabled) broken.push(violation('roleId', 'role_disabled'));
  if (!holder.enabled) broken.push(violation('principalIds', 'holder_disabled'));
  if (holder.kind === 'workload' && right.type === 'eligible') broken.push(violation('type', 'workload_not_eligible'));
  // One who becomes administrator later is none yet, and must not be counted among those who can still help.
  if (isStandingAdministration(right, holder) && right.startsAt > now)
    broken.push(violation('startsAt', 'standing_administrator_starts_now', now));
  return broken;
}

/** A start that somebody chooses: not past, and not too far ahead. */
export function startDateRules(startsAt: string, now: string): Violation[] {
  if (startsAt < plusMinutes(now, -START_TOLERANCE_MINUTES)) return [violation('startsAt', 'start_in_past', now)];
  const farthest = plusMinutes(now, FARTHEST_START_DAYS * MINUTES_PER_DAY);
  return startsAt > farthest ? [violation('startsAt', 'start_too_late', farthest)] : [];
}

function endRules(wanted: WantedAssignment, startsAt: string, settings: RoleSettings, now: string): Violation[] {
  const { endsAt, permanent = false, type } = wanted;
  const broken: Violation[] = [];
  if (permanent && endsAt !== undefined) broken.push(violation('endsAt', 'end_and_permanent'));
  if (permanent && !settings.assignments.permanentAllowed) broken.push(violation('permanent', 'permanent_not_allowed'));
  if (endsAt === undefined) return broken;
  if (endsAt <= now) broken.push(violation('endsAt', 'end_in_past', now));
  else if (endsAt <= startsAt) broken.push(violation('endsAt', 'end_before_start', startsAt));
  return [...broken, ...lengthRules(startsAt, endsAt, type, settings)];
}

/** No assignment lasts longer than the role allows (SET-8); the limit is in days where it is whole ones, else in minutes. */
export function lengthRules(startsAt: string, endsAt: string, type: Type, settings: RoleSettings): Violation[] {
  if (endsAt <= latestEnd(startsAt, type, settings)) return [];
  const longest = longestMinutes(type, settings);
  const days = longest / MINUTES_PER_DAY;
  const limit = Number.isInteger(days)
    ? { limit: days, unit: 'days' as const }
    : { limit: longest, unit: 'minutes' as const };
  const message = `The assignment would last longer than the role allows: at most ${durationInWords(longest)}.`;
  return [{ ...violation('endsAt', 'assignment_too_long', longest), ...limit, message }];
}

export function justificationRules(justification: string): Violation[] {
  if (!isBlank(justification)) return [];
  return [{ ...violation('justification', 'justification_required'), message: 'Say why: give a justification.' }];
}

/** The latest end an assignment that starts then may have. */
export function latestEnd(startsAt: string, type: Type, settings: RoleSettings): string {
  return plusMinutes(startsAt, longestMinutes(type, settings));
}

function longestMinutes(type: Type, { assignments }: RoleSettings): number {
  return type === 'eligible' ? assignments.longestEligibleMinutes : assignments.longestActiveMinutes;
}
