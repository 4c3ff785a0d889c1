import { describe, expect, it } from 'vitest';
import { activate, beginProvisioning, nudge } from '#shared/domain/granting';
import { active, approved, NOON, noonPlus, provisioning } from '#test/support/activations';
import { refused } from '#test/support/refused';

const attempt = (heldSince: string, attemptUntil: string, eligibilityEndsAt?: string) => ({
  heldSince,
  attemptUntil,
  eligibilityEndsAt,
});

describe('beginning to grant', () => {
  it('fixes the end as the moment the hold began plus the duration', () => {
    const after = beginProvisioning(approved({ durationMinutes: 90 }), attempt(noonPlus(2), noonPlus(4)), noonPlus(3));

    expect(after).toMatchObject({
      status: 'provisioning',
      provisioningSince: noonPlus(3),
      endsAt: noonPlus(92),
      grantAttemptUntil: noonPlus(4),
    });
  });

  it.each([
    ['before the duration is over', 45, 45],
    ['exactly when the duration is over', 60, 60],
    ['after the duration is over', 61, 60],
  ])('I11: an eligibility that ends %s decides the end', (_, eligibleMinutes, endsAfter) => {
    const until = attempt(NOON, noonPlus(1), noonPlus(eligibleMinutes));

    expect(beginProvisioning(approved(), until, NOON).endsAt).toBe(noonPlus(endsAfter));
  });

  it('when it is tried again keeps end and beginning, and moves the time of the attempt only', () => {
    const first = provisioning({ endsAt: noonPlus(60), provisioningSince: NOON, grantAttemptUntil: noonPlus(1) });

    const second = beginProvisioning(first, attempt(noonPlus(30), noonPlus(31)), noonPlus(30));

    expect(second).toEqual({ ...first, grantAttemptUntil: noonPlus(31), revision: first.revision + 1 });
  });
});

describe('activating', () => {
  it('says since when, keeps the end, and forgets the attempt', () => {
    const after = activate(provisioning(), noonPlus(1));

    expect(after).toMatchObject({ status: 'active', activatedAt: noonPlus(1), endsAt: noonPlus(60) });
    expect(after).not.toHaveProperty('grantAttemptUntil');
  });
});

describe('nudging', () => {
  it('notes when an approved activation was looked at again', () => {
    expect(nudge(approved(), noonPlus(2))).toEqual({ ...approved(), nudgedAt: noonPlus(2), revision: 2 });
  });

  it('is refused once the activation got on', () => {
    expect(() => nudge(active(), noonPlus(2))).toThrow(refused('not_approved'));
  });
});
