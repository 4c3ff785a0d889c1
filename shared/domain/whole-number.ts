import * as v from 'valibot';

const singular = { minutes: 'minute', people: 'person' } as const;
const counted = (count: number, unit: keyof typeof singular) => `${count} ${count === 1 ? singular[unit] : unit}`;

/** A whole number of something within a range, both ends included. */
export const wholeNumber = (unit: keyof typeof singular, least: number, most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer(`must be a whole number of ${unit}`),
    v.minValue(least, `at least ${counted(least, unit)}`),
    v.maxValue(most, `at most ${counted(most, unit)}`),
  );
