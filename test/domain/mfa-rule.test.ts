import { describe, expect, it } from 'vitest';
import { challengeMaxAge, isMfaSatisfied } from '#shared/domain/request-rules';
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
