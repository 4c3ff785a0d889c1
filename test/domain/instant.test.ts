import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { earliest, Instant, InstantInput, latest, minutesBetween, plusMinutes } from '#shared/domain/instant';
import { NOON, noonPlus } from '#test/support/activations';

describe('an instant as people type it', () => {
  it.each([
    ['2026-11-22T12:00:00.000Z', NOON],
    ['2026-11-22T12:00:00Z', NOON],
    ['2026-11-22T12:00Z', NOON],
    ['2026-11-22T13:00:00+01:00', NOON],
    ['2026-11-22T04:30:00-07:30', NOON],
    ['2026-11-22T12:00:00.000999999Z', NOON],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s comes out as %s', (typed, expected) => {
    expect(v.parse(InstantInput, typed)).toBe(expected);
  });

  it.each([
    ['without a zone', '2026-11-22T12:00:00'],
    ['a date alone', '2026-11-22'],
    ['in words', 'tomorrow'],
    ['of a 13th month', '2026-13-01T00:00:00Z'],
    ['of a 30th of February', '2026-02-30T12:00:00Z'],
    ['of a 29th of February in a common year', '2026-02-29T12:00:00Z'],
    ['of a 31st of April', '2026-04-31T12:00:00Z'],
    ['of a 25th hour', '2026-11-22T25:00:00Z'],
    ['of a zone that does not exist', '2026-11-22T12:00:00+99:99'],
    ['past the year 9999, where text order ends', '9999-12-31T23:59:59-14:00'],
    ['before the year 0, where text order ends', '0000-01-01T00:00:00+14:00'],
    ['with something after it', '2026-11-22T12:00:00Z '],
    ['in seconds', 1_795_348_800],
    ['empty', ''],
  ])('is refused %s', (_, typed) => {
    expect(v.is(InstantInput, typed)).toBe(false);
  });

  it('is told why, once', () => {
    const { issues } = v.safeParse(InstantInput, 'soon', { abortPipeEarly: true });

    expect(issues?.map(({ message }) => message)).toEqual([
      'must be an ISO 8601 date and time with a zone, like 2026-11-22T10:00:00Z',
    ]);
  });
});

describe('an instant inside', () => {
  it.each([NOON, '2026-11-22T12:00:00.001Z'])('is %s', (text) => {
    expect(v.is(Instant, text)).toBe(true);
  });

  it.each(['2026-11-22T12:00:00Z', '2026-11-22T12:00:00.000+00:00', '2026-99-22T12:00:00.000Z', '', 5])(
    'is never %s',
    (text) => {
      expect(v.is(Instant, text)).toBe(false);
    },
  );
});

describe('reckoning with instants', () => {
  it('counts whole and part minutes both ways', () => {
    expect([plusMinutes(NOON, 90), plusMinutes(NOON, -0.5)]).toEqual([
      '2026-11-22T13:30:00.000Z',
      '2026-11-22T11:59:30.000Z',
    ]);
    expect([minutesBetween(NOON, noonPlus(90)), minutesBetween(NOON, noonPlus(-0.5))]).toEqual([90, -0.5]);
  });

  it('takes the earliest and the latest of those that are there', () => {
    expect(earliest(noonPlus(2), undefined, noonPlus(1), noonPlus(3))).toBe(noonPlus(1));
    expect(latest(noonPlus(2), undefined, noonPlus(1), noonPlus(3))).toBe(noonPlus(3));
    expect([earliest(NOON, undefined), latest(NOON, undefined)]).toEqual([NOON, NOON]);
  });

  it('orders text as it orders time', () => {
    const dates = fc.date({ min: new Date(NOON), max: new Date('9000-01-01T00:00:00Z'), noInvalidDate: true });

    fc.assert(
      fc.property(dates, dates, (a, b) => {
        expect(earliest(a.toISOString(), b.toISOString())).toBe(new Date(Math.min(+a, +b)).toISOString());
      }),
    );
  });
});
