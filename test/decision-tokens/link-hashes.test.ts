import { describe, expect, it } from 'vitest';
import { hashJti, hashTerms } from '#shared/decision-tokens/link-hashes';

const terms = {
  activationId: 'act_1',
  requester: { id: 'prn_ada', displayName: 'Ada Lovelace' },
  roleId: 'exchange-administrator',
  roleName: 'Exchange Administrator',
  resourceId: '/',
  durationMinutes: 90,
  revision: 1,
};

describe('the hash of terms', () => {
  it('is the same in whatever order they are written', () => {
    const turned = {
      revision: 1,
      durationMinutes: 90,
      resourceId: '/',
      roleName: 'Exchange Administrator',
      roleId: 'exchange-administrator',
      requester: { displayName: 'Ada Lovelace', id: 'prn_ada' },
      activationId: 'act_1',
    };

    expect(hashTerms(turned)).toBe(hashTerms(terms));
    expect(hashTerms(terms)).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['a longer duration', { durationMinutes: 480 }],
    ['another role', { roleId: 'global-administrator' }],
    ['another requester', { requester: { id: 'prn_mallory', displayName: 'Ada Lovelace' } }],
    ['another revision', { revision: 2 }],
    ['a start', { startsAt: '2026-11-23T12:00:00.000Z' }],
  ])('differs with %s', (_, change) => {
    expect(hashTerms({ ...terms, ...change })).not.toBe(hashTerms(terms));
  });
});

describe('the hash of a jti', () => {
  it('does not show the jti', () => {
    expect(hashJti('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  });
});
