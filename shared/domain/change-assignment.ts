import type { Ticket } from './activation.ts';
import { type Assignment, hasEnded } from './assignment.ts';
import {
  type AssignmentPlace,
  holdingRules,
  justificationRules,
  lengthRules,
  startDateRules,
} from './assignment-rules.ts';
import { isSame } from './change.ts';
import { latest } from './instant.ts';
import { Refusal, type Violation, violation } from './refusal.ts';

/** What an administrator changes about an assignment in place; what is left out stays as it is. */
export interface AssignmentChange {
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
  readonly permanent?: true | undefined;
  readonly ticket?: Ticket | undefined;
  readonly justification?: string | undefined;
}

/**
 * Judges a change in place by every rule at once (ASG-6). How long an assignment may last counts from now, or from a start
 * that still lies ahead. Taking away is never refused for what keeps others from giving: a role or a holder that is disabled.
 *
 * @param now ISO 8601 UTC
 */
export function evaluateAssignmentChange(
  before: Assignment,
  change: AssignmentChange,
  place: AssignmentPlace,
  now: string,
): Violation[] {
  const after = changeAssignment(before, change, now);
  return [
    ...(reachesFurther(before, after) ? holdingRules(after, place, now) : []),
    ...startRules(before, change, now),
    ...endRules(before, after, change, place, now),
    ...(change.justification === undefined ? [] : justificationRules(change.justification)),
  ];
}

/**
 * The assignment as it is from now on; the very same one when nothing is changed. With another end its reminders begin anew.
 *
 * @throws Refusal assignment_ended
 */
export function changeAssignment(before: Assignment, change: AssignmentChange, now: string): Assignment {
  if (hasEnded(before, now)) throw new Refusal('assignment_ended');
  const { endsAt: endedBefore, remindedDays, ...kept } = before;
  const endsAt = change.permanent ? undefined : (change.endsAt ?? endedBefore);
  const startsAt = startOf(before, change, now);
  const { ticket = before.ticket, justification = before.justification } = change;
  const dated = { ...kept, startsAt, justification: justification.trim(), ...(endsAt === undefined ? {} : { endsAt }) };
  const after = { ...dated, ...(ticket === undefined ? {} : { ticket }) };
  if (endsAt !== endedBefore) return { ...after, extendedAt: now, revision: before.revision + 1 };
  const reminded = { ...after, ...(remindedDays === undefined ? {} : { remindedDays }) };
  return isSame(reminded, before) ? before : { ...reminded, revision: before.revision + 1 };
}

function startOf({ startsAt }: Assignment, change: AssignmentChange, now: string): string {
  if (change.startsAt === undefined || change.startsAt === startsAt) return startsAt;
  return latest(now, change.startsAt);
}

function startRules({ startsAt }: Assignment, change: AssignmentChange, now: string): Violation[] {
  if (change.startsAt === undefined || change.startsAt === startsAt) return [];
  if (startsAt <= now) return [violation('startsAt', 'assignment_begun', startsAt)];
  return startDateRules(change.startsAt, now);
}

function endRules(
  before: Assignment,
  after: Assignment,
  change: AssignmentChange,
  { settings }: AssignmentPlace,
  now: string,
): Violation[] {
  const { startsAt, endsAt, type } = after;
  if (change.permanent && change.endsAt !== undefined) return [violation('endsAt', 'end_and_permanent')];
  if (startsAt === before.startsAt && endsAt === before.endsAt) return [];
  if (endsAt === undefined)
    return before.endsAt === undefined || settings.assignments.permanentAllowed
      ? []
      : [violation('permanent', 'permanent_not_allowed')];
  if (endsAt <= now) return [violation('endsAt', 'end_in_past', now)];
  if (endsAt <= startsAt) return [violation('endsAt', 'end_before_start', startsAt)];
  return lengthRules(latest(now, startsAt), endsAt, type, settings);
}

/** Tells whether a change gives time that was not given before. */
export function reachesFurther(before: Assignment, after: Assignment): boolean {
  return after.startsAt < before.startsAt || isShortened(after, before);
}

/** Tells whether an assignment ends before it did, so that what runs under it has to end then, too. */
export function isShortened({ endsAt: before }: Assignment, { endsAt: after }: Assignment): boolean {
  return after !== undefined && (before === undefined || after < before);
}
