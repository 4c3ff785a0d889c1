import * as v from 'valibot';

/** A whole number of something within a range, both ends included. */
export const wholeNumber = (unit: string, least: number, most: number) =>
  v.pipe(
    v.number('must be a number'),
    v.integer(`must be whole ${unit}`),
    v.minValue(least, `at least ${least} ${unit}`),
    v.maxValue(most, `at most ${most} ${unit}`),
  );
