import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { isOneLimit, LimitInDays, limitsInDays, limitsInMinutes } from '#shared/domain/assignment-limits';
import { defaultSettings, RoleSettings } from '#shared/domain/role-settings';

const EIGHT_HOURS = 480;

describe('limits of assignments', () => {
  it('stored by version 0.1 in days count in minutes (SET-8)', () => {
    const stored = {
      ...defaultSettings,
      assignments: { longestEligibleDays: 90, longestActiveDays: 1, permanentAllowed: false },
    };

    expect(v.parse(RoleSettings, stored).assignments).toEqual({
      longestEligibleMinutes: 129_600,
      longestActiveMinutes: 1440,
      permanentAllowed: false,
    });
  });

  it.each([
    ['in days', { longestActiveDays: 2 }, { longestActiveMinutes: 2880 }],
    ['in minutes', { longestActiveMinutes: EIGHT_HOURS }, { longestActiveMinutes: EIGHT_HOURS }],
    [
      'one each way',
      { longestEligibleDays: 1, longestActiveMinutes: 30 },
      { longestEligibleMinutes: 1440, longestActiveMinutes: 30 },
    ],
    ['as the default, in days', { longestActiveDays: null }, { longestActiveMinutes: null }],
    ['not at all', { permanentAllowed: true }, { permanentAllowed: true }],
  ])('said %s are meant in minutes', (_, said, meant) => {
    expect(limitsInMinutes(said)).toEqual(meant);
  });

  it.each([5, 7, EIGHT_HOURS, 1439, 1441, 100_003, 5_255_999, 5_256_000])(
    'of %d minutes that were read in days can be sent back in days',
    (longestActiveMinutes) => {
      const read = limitsInDays({ ...defaultSettings.assignments, longestActiveMinutes });

      expect(v.is(LimitInDays, read.longestActiveDays)).toBe(true);
      expect(isOneLimit(read.longestActiveDays, longestActiveMinutes)).toBe(true);
      expect(limitsInMinutes({ longestActiveDays: read.longestActiveDays })).toEqual({ longestActiveMinutes });
    },
  );

  it.each([
    [30, 43_200, true],
    [30, undefined, true],
    [undefined, 43_200, true],
    [null, null, true],
    [30, 43_199, false],
    [1, null, false],
    [null, 1440, false],
  ])('of %j days and %j minutes are one limit: %j', (days, minutes, isOne) => {
    expect(isOneLimit(days, minutes)).toBe(isOne);
  });
});
