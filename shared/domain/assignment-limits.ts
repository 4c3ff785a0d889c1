import * as v from 'valibot';
import { MINUTES_PER_DAY } from './instant.ts';
import { wholeNumber } from './whole-number.ts';

const LEAST_MINUTES = 5;
const TEN_YEARS_DAYS = 3650;
const minutes = wholeNumber('minutes', LEAST_MINUTES, TEN_YEARS_DAYS * MINUTES_PER_DAY);

/** How long an assignment may last at most, and whether it may be permanent (SET-8). */
export const AssignmentLimits = v.object({
  longestEligibleMinutes: minutes,
  longestActiveMinutes: minutes,
  permanentAllowed: v.boolean(),
});
export type AssignmentLimits = v.InferOutput<typeof AssignmentLimits>;

/** A day divided and multiplied again misses by less than this. */
const ROUNDING_MINUTES = 1e-6;
const inMinutes = (days: number) => Math.round(days * MINUTES_PER_DAY);
const isWholeMinutes = (days: number) => Math.abs(days * MINUTES_PER_DAY - inMinutes(days)) < ROUNDING_MINUTES;

/** A limit in days; a part of a day where that is whole minutes, so that what was read can be sent back. */
export const LimitInDays = v.pipe(
  v.number('must be a number'),
  v.check(isWholeMinutes, 'must be whole days, or else be given in minutes'),
  v.minValue(LEAST_MINUTES / MINUTES_PER_DAY, `at least ${LEAST_MINUTES} minutes`),
  v.maxValue(TEN_YEARS_DAYS, `at most ${TEN_YEARS_DAYS} days`),
);

type Given = Readonly<Record<string, unknown>>;
const meant = (days: unknown) => (typeof days === 'number' ? inMinutes(days) : days);

/** Limits said in days, as items of version 0.1 and older callers have them, in minutes; those said in minutes stay. */
export function limitsInMinutes({ longestEligibleDays, longestActiveDays, ...said }: Given): Given {
  return {
    ...(longestEligibleDays === undefined ? {} : { longestEligibleMinutes: meant(longestEligibleDays) }),
    ...(longestActiveDays === undefined ? {} : { longestActiveMinutes: meant(longestActiveDays) }),
    ...said,
  };
}

/** Whether a limit that is said in days, in minutes or both ways is one limit. */
export const isOneLimit = (days: unknown, minutes: unknown): boolean =>
  days === undefined || minutes === undefined || meant(days) === minutes;

/** The limits with each in days, too, as answers have them until 1.0; less than a day is a part of one. */
export function limitsInDays(limits: AssignmentLimits) {
  return {
    ...limits,
    longestEligibleDays: limits.longestEligibleMinutes / MINUTES_PER_DAY,
    longestActiveDays: limits.longestActiveMinutes / MINUTES_PER_DAY,
  };
}
