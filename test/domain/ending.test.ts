import { describe, expect, it } from 'vitest';
import {
  beginRevoking,
  cancel,
  end,
  endingAt,
  isWithdrawable,
  mayGrantStillLand,
  timeOut,
} from '#shared/domain/ending';
import {
  active,
  approved,
  cancelled,
  denied,
  ended,
  NOON,
  noonPlus,
  pending,
  plusMilliseconds,
  provisioning,
  revoking,
  timedOut,
} from '#test/support/activations';
import { refused } from '#test/support/refused';

describe('cancelling', () => {
  it.each([pending(), approved()])(
    'a request that is $status says when, and why where somebody gave a reason',
    (request) => {
      expect(cancel(request, noonPlus(3))).toMatchObject({ status: 'cancelled', endedAt: noonPlus(3) });
      expect(cancel(request, noonPlus(3))).not.toHaveProperty('reason');
      expect(cancel(request, noonPlus(3), 'could_not_start')).toMatchObject({ reason: 'could_not_start' });
    },
  );
});

describe('timing out', () => {
  const { deadline } = pending().approval;

  it('waits for the deadline: a millisecond before it a vote still counts', () => {
    expect(() => timeOut(pending(), plusMilliseconds(deadline, -1))).toThrow(refused('not_pending'));
  });

  it.each([0, 1])('closes the request %i ms after the deadline', (late) => {
    const now = plusMilliseconds(deadline, late);

    expect(timeOut(pending(), now)).toMatchObject({ status: 'timed_out', endedAt: now });
  });
});

describe('beginning to revoke', () => {
  it('keeps what is known of the grant, and says why and since when', () => {
    const after = beginRevoking(active(), { outcome: 'revoked', reason: 'Left the team' }, noonPlus(10));

    expect(after).toMatchObject({
      status: 'revoking',
      outcome: 'revoked',
      reason: 'Left the team',
      revokingSince: noonPlus(10),
      activatedAt: NOON,
      endsAt: noonPlus(60),
    });
  });

  it('during a grant remembers until when that grant may still land', () => {
    const after = beginRevoking(provisioning(), { outcome: 'failed' }, noonPlus(0.5));

    expect(after.grantAttemptUntil).toBe(noonPlus(1));
    expect(after).not.toHaveProperty('activatedAt');
  });
});

describe('ending', () => {
  it('is refused while a grant under way could still reach the provider', () => {
    const during = revoking({ grantAttemptUntil: noonPlus(61) });

    expect(() => end(during, plusMilliseconds(noonPlus(61), -1))).toThrow(refused('not_active'));
    expect(end(during, noonPlus(61))).toMatchObject({ status: 'ended', endedAt: noonPlus(61) });
  });

  it('keeps outcome, reason and times, and drops what only the machinery needed', () => {
    const after = end(revoking({ reason: 'Left the team', grantAttemptUntil: noonPlus(1) }), noonPlus(61));

    expect(after).toMatchObject({
      outcome: 'expired',
      reason: 'Left the team',
      activatedAt: NOON,
      endsAt: noonPlus(60),
    });
    expect(after).not.toHaveProperty('grantAttemptUntil');
    expect(after).not.toHaveProperty('revokingSince');
  });
});

describe('a grant may still land', () => {
  it.each([
    ['before the end of its attempt', provisioning(), plusMilliseconds(noonPlus(1), -1), true],
    ['no more at the end of its attempt', provisioning(), noonPlus(1), false],
    [
      'while revoking, before the end of its attempt',
      revoking({ grantAttemptUntil: noonPlus(70) }),
      noonPlus(69),
      true,
    ],
    ['no more once the access was there', active(), NOON, false],
    ['never while revoking what was active', revoking(), NOON, false],
    ['never before anything was granted', approved(), NOON, false],
  ])('%s', (_, activation, now, expected) => {
    expect(mayGrantStillLand(activation, now)).toBe(expected);
  });
});

describe('the ending that follows from the moment', () => {
  it.each([
    ['active at its end', active(), noonPlus(60)],
    ['active after its end', active(), noonPlus(61)],
  ])('is expired for what is %s', (_, activation, now) => {
    expect(endingAt(activation, now)).toEqual({ outcome: 'expired' });
  });

  it.each([
    ['active a millisecond before its end', active(), plusMilliseconds(noonPlus(60), -1)],
    ['still provisioning', provisioning(), noonPlus(2)],
    ['still provisioning after its end', provisioning(), noonPlus(61)],
  ])('is failed for what is %s', (_, activation, now) => {
    expect(endingAt(activation, now)).toEqual({ outcome: 'failed' });
  });
});

describe('a request', () => {
  it.each([pending(), approved()])('that is $status can simply be withdrawn', (activation) => {
    expect(isWithdrawable(activation)).toBe(true);
  });

  it.each([provisioning(), active(), revoking(), ended(), denied(), timedOut(), cancelled()])(
    'that is $status cannot simply be withdrawn',
    (activation) => {
      expect(isWithdrawable(activation)).toBe(false);
    },
  );
});
