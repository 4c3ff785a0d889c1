import { describe, expect, it } from 'vitest';
import { challengeMaxAge, isMfaSatisfied, mfaRules, stepUpFor, stepUpForAll } from '#shared/domain/request-rules';
import { NOON, noonPlus, plusMilliseconds } from '#test/support/activations';

describe('the second factor', () => {
  const fresh = { require: 'fresh', maxAgeMinutes: 15 } as const;

  it.each([
    ['none asks for nothing', { require: 'none' }, { mfa: false }, true],
    [
      'session takes a session with MFA, however old',
      { require: 'session' },
      { mfa: true, authenticatedAt: noonPlus(-9999) },
      true,
    ],
    ['session takes a session with MFA that does not say when', { require: 'session' }, { mfa: true }, true],
    ['session refuses a session without MFA', { require: 'session' }, { mfa: false, authenticatedAt: NOON }, false],
    ['fresh takes MFA of exactly the age allowed', fresh, { mfa: true, authenticatedAt: noonPlus(-15) }, true],
    [
      'fresh refuses MFA a millisecond older',
      fresh,
      { mfa: true, authenticatedAt: plusMilliseconds(noonPlus(-15), -1) },
      false,
    ],
    ['fresh takes MFA of a clock that is a minute ahead', fresh, { mfa: true, authenticatedAt: noonPlus(1) }, true],
    [
      'fresh refuses MFA of a time to come, which would be fresh for ever',
      fresh,
      { mfa: true, authenticatedAt: plusMilliseconds(noonPlus(1), 1) },
      false,
    ],
    ['fresh refuses a session that does not say when it began', fresh, { mfa: true }, false],
    ['fresh refuses a session without MFA, however young', fresh, { mfa: false, authenticatedAt: NOON }, false],
  ] as const)('%s', (_, rule, session, expected) => {
    expect(isMfaSatisfied(rule, session, NOON)).toBe(expected);
  });

  it('T-10: names in seconds how old the sign-in may be, where it has to be fresh', () => {
    expect(challengeMaxAge(fresh)).toBe(900);
    expect([challengeMaxAge({ require: 'session' }), challengeMaxAge({ require: 'none' })]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('a role that names authentication contexts (SET-12)', () => {
  const session = { require: 'session' } as const;
  const fresh = { require: 'fresh', maxAgeMinutes: 15 } as const;
  const brokenBy = (settings: Parameters<typeof mfaRules>[0], given: Parameters<typeof mfaRules>[1]) =>
    mfaRules(settings, given, NOON).map(({ code, limit }) => [code, limit]);

  it.each([
    ['takes a sign-in of one of them', ['phr', 'phrh'], { mfa: true, contexts: ['phrh'] }],
    ['takes it even where it would not be a second factor elsewhere', ['phr'], { mfa: false, contexts: ['phr'] }],
  ])('%s', (_, acrValues, given) => {
    expect(brokenBy({ mfa: session, acrValues }, given)).toEqual([]);
  });

  it.each([
    ['another second factor', { mfa: true, contexts: ['urn:lapse:mfa'] }],
    ['a second factor of no context', { mfa: true }],
    ['a password', { mfa: false }],
  ])('refuses %s, and says which sign-in it takes', (_, given) => {
    const [broken] = mfaRules({ mfa: session, acrValues: ['phr'] }, given, NOON);

    expect(broken).toMatchObject({ code: 'mfa_required', message: expect.stringContaining('(phr)') });
  });

  it('still asks that it be fresh, and tells the age in a unit', () => {
    const settings = { mfa: fresh, acrValues: ['phr'] };

    expect(brokenBy(settings, { mfa: true, contexts: ['phr'], authenticatedAt: noonPlus(-15) })).toEqual([]);
    expect(brokenBy(settings, { mfa: true, contexts: ['phr'], authenticatedAt: noonPlus(-16) })).toEqual([
      ['mfa_required', 15],
    ]);
  });

  it('that asks for no second factor, and one whose list is empty, judge as without', () => {
    expect(brokenBy({ mfa: { require: 'none' }, acrValues: ['phr'] }, { mfa: false })).toEqual([]);
    expect(brokenBy({ mfa: session, acrValues: [] }, { mfa: true })).toEqual([]);
  });

  it('asks for its own by step-up; others for those of the deployment', () => {
    expect(stepUpFor({ mfa: fresh, acrValues: ['phr', 'phrh'] })).toEqual({
      maxAgeSeconds: 900,
      acrValues: ['phr', 'phrh'],
    });
    expect([stepUpFor({ mfa: session }), stepUpFor({ mfa: session, acrValues: [] })]).toEqual([{}, {}]);
  });

  it.each([
    ['none names any', [{}, { maxAgeSeconds: 600 }, { maxAgeSeconds: 900 }], { maxAgeSeconds: 600 }],
    ['one names some', [{}, { acrValues: ['phr'] }], { acrValues: ['phr'] }],
    ['several share one', [{ acrValues: ['a', 'b'] }, { acrValues: ['c', 'b'] }], { acrValues: ['b'] }],
    ['they share none', [{ acrValues: ['a'] }, { acrValues: ['b'] }], { acrValues: ['a'] }],
  ])('is asked for together with other roles when %s', (_, each, together) => {
    expect(stepUpForAll(each)).toEqual(together);
  });
});
