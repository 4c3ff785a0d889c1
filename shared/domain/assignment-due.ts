import type { Assignment } from './assignment.ts';
import { earliest, latest, MINUTES_PER_DAY, plusMinutes } from './instant.ts';

/** Days before the end at which its holder is reminded (ASG-3), the earlier first. */
const REMINDER_DAYS = [14, 1] as const;
export type ReminderDays = (typeof REMINDER_DAYS)[number];
/** How long before its end an assignment may be extended, and after it renewed. */
const EXTENDABLE_DAYS = 14;
const RENEWABLE_DAYS = 30;

type Dates = Pick<Assignment, 'startsAt' | 'endsAt' | 'createdAt' | 'extendedAt' | 'remindedDays' | 'endedAt'>;

/**
 * When the sweeper has to look at an assignment next: at a reminder, at its end, and when it need not be kept any longer;
 * never at a permanent one.
 *
 * @returns ISO 8601 UTC
 */
export function assignmentDueAt(assignment: Dates): string | undefined {
  if (assignment.endsAt === undefined) return undefined;
  if (assignment.endedAt !== undefined) return renewableUntil(assignment.endsAt);
  return earliest(assignment.endsAt, ...reminders(assignment, assignment.endsAt).map(({ at }) => at));
}

/** The reminder that is due, as the days left; of two that are, the one nearer to the end. */
export function dueReminder(assignment: Dates, now: string): ReminderDays | undefined {
  if (assignment.endsAt === undefined) return undefined;
  return reminders(assignment, assignment.endsAt).findLast(({ at }) => at <= now)?.days;
}

/** Only reminders that still lay ahead when the end was set, and of an assignment that has begun. */
function reminders({ startsAt, createdAt, extendedAt, remindedDays }: Dates, endsAt: string) {
  const since = latest(createdAt, startsAt, extendedAt);
  return REMINDER_DAYS.filter((days) => remindedDays === undefined || days < remindedDays)
    .map((days) => ({ days, at: plusMinutes(endsAt, -days * MINUTES_PER_DAY) }))
    .filter(({ at }) => at > since);
}

/** From when on an extension may be asked for. */
export function extendableFrom(endsAt: string): string {
  return plusMinutes(endsAt, -EXTENDABLE_DAYS * MINUTES_PER_DAY);
}

/** Until when a renewal may be asked for; then the assignment is forgotten. */
export function renewableUntil(endsAt: string): string {
  return plusMinutes(endsAt, RENEWABLE_DAYS * MINUTES_PER_DAY);
}
