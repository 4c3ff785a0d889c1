import * as v from 'valibot';

export const MINUTES_PER_DAY = 24 * 60;

const MINUTE = 60_000;

/** A point in time: ISO 8601 UTC with milliseconds, `2026-11-22T10:00:00.000Z`, so that text order is time order. */
export const Instant = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'must be an instant like 2026-11-22T10:00:00.000Z'),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'must be a real date and time'),
);

/** An instant as people type it: any ISO 8601 date-time with a zone; comes out as {@link Instant}. */
export const InstantInput = v.pipe(
  v.string('must be text'),
  v.regex(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/,
    'must be an ISO 8601 date and time with a zone, like 2026-11-22T10:00:00Z',
  ),
  v.check(isOnTheCalendar, 'must be a real date and time'),
  v.transform((text) => new Date(text).toISOString()),
);

/** `Date` takes a 30th of February for the 2nd of March, and writes years past 9999 so that text order is time order no more. */
function isOnTheCalendar(text: string): boolean {
  const time = Date.parse(text);
  const day = text.slice(0, 10);
  return (
    !Number.isNaN(time) && new Date(day).toISOString().startsWith(day) && /^\d{4}-/.test(new Date(time).toISOString())
  );
}

/** The instant some minutes later (or earlier, when negative). */
export function plusMinutes(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * MINUTE).toISOString();
}

/** Whole seconds since 1970, as DynamoDB expires items by. */
export function epochSeconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

/** Whole and part minutes from one instant to another; negative when the second is earlier. */
export function minutesBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / MINUTE;
}

/** The earliest of the instants given; those that are absent do not count. */
export function earliest(first: string, ...others: (string | undefined)[]): string {
  return others.reduce<string>((least, other) => (other !== undefined && other < least ? other : least), first);
}

/** The latest of the instants given; those that are absent do not count. */
export function latest(first: string, ...others: (string | undefined)[]): string {
  return others.reduce<string>((most, other) => (other !== undefined && other > most ? other : most), first);
}
