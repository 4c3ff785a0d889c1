import { describe, expect, it } from 'vitest';
import { canSignIn, isBound, isPerson, type Principal } from '#shared/domain/principal';

describe('a principal', () => {
  it.each([
    ['user', true],
    ['guest', true],
    ['group', false],
    ['workload', false],
  ] as const)('ASG-5: that is a %s is a human being: %s', (kind, expected) => {
    const principal: Principal = { id: 'prn_1', kind, displayName: 'X', enabled: true, revision: 1 };

    expect(isPerson(principal)).toBe(expected);
  });
});

describe('a sign-in', () => {
  it('is issuer and subject together', () => {
    expect(isBound({ issuer: 'https://id.example', subject: 'x' })).toBe(true);
    expect([isBound({}), isBound({ issuer: 'https://id.example' }), isBound({ subject: 'x' })]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('takes one that is known, and an account that works', () => {
    const known = { issuer: 'https://id.example', subject: 'x' };

    expect(canSignIn({ ...known, enabled: true })).toBe(true);
    expect([{ enabled: true }, { ...known, enabled: false }, { enabled: false }].map(canSignIn)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
