import { describe, expect, it } from 'vitest';
import {
  type DecisionLink,
  linkLifetimeMinutes,
  refuseOnceOver,
  refuseUnlessBegun,
  refuseUnlessUsable,
} from '#shared/domain/decision-link';
import { grace, NOON, noonPlus, plusMilliseconds } from '#test/support/activations';
import { refused } from '#test/support/refused';

function link(changes: Partial<DecisionLink> = {}): DecisionLink {
  const hashes = { hash: 'hash-of-jti', codeHash: 'hash-of-code' };
  const counts = { tries: 0, renewals: 0, events: 0 };
  const endsAt = noonPlus(60);
  return { activationId: 'act_1', ...hashes, approverId: grace.id, endsAt, state: 'open', ...counts, ...changes };
}

describe('a decision link', () => {
  it.each([
    ['open', link(), NOON],
    ['open after four wrong codes', link({ tries: 4 }), NOON],
    ['open a millisecond before its end', link(), plusMilliseconds(noonPlus(60), -1)],
  ])('decides while it is %s', (_, usable, now) => {
    expect(() => refuseUnlessUsable(usable, now)).not.toThrow();
  });

  it.each([
    ['used', link({ state: 'spent' }), NOON, 'link_used'],
    ['replaced by a newer mail', link({ state: 'replaced' }), NOON, 'link_replaced'],
    ['locked by five tries', link({ tries: 5 }), NOON, 'link_locked'],
    ['locked by more', link({ tries: 6 }), NOON, 'link_locked'],
    ['at its end', link(), noonPlus(60), 'link_expired'],
    ['used and past its end, which is still called used', link({ state: 'spent' }), noonPlus(99), 'link_used'],
    ['locked and past its end, which is still called locked', link({ tries: 5 }), noonPlus(99), 'link_locked'],
  ] as const)('is refused when it is %s', (_, unusable, now, code) => {
    expect(() => refuseUnlessUsable(unusable, now)).toThrow(refused(code));
  });

  it('holds to the second of its token, and refuses when nobody can tell what time it is', () => {
    const token = { nbf: Date.parse(NOON) / 1000, exp: Date.parse(noonPlus(60)) / 1000 };
    const last = plusMilliseconds(noonPlus(60), -1);

    for (const now of [NOON, last]) {
      expect(() => refuseUnlessBegun(token, now)).not.toThrow();
      expect(() => refuseOnceOver(token, now)).not.toThrow();
    }
    for (const now of [plusMilliseconds(NOON, -1), 'soon'])
      expect(() => refuseUnlessBegun(token, now)).toThrow(refused('link_not_valid'));
    for (const now of [noonPlus(60), 'soon']) expect(() => refuseOnceOver(token, now)).toThrow(refused('link_expired'));
  });

  it('lives four hours where people sign in, and one hour where the link alone decides', () => {
    expect([linkLifetimeMinutes('signIn'), linkLifetimeMinutes('link')]).toEqual([240, 60]);
  });
});
