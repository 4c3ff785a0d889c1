import { describe, expect, it } from 'vitest';
import { approvalReminderAt, dueAt, giveUpAt, nudgeAt, reminderAt, retryAt } from '#shared/domain/due';
import {
  active,
  approved,
  cancelled,
  denied,
  ended,
  NOON,
  noonPlus,
  pending,
  provisioning,
  revoking,
  timedOut,
} from '#test/support/activations';

const DAY = 24 * 60;

describe('the sweeper looks next', () => {
  it.each([
    ['at a pending one when half the window is over', pending(), noonPlus(DAY / 2)],
    ['again at nine tenths', pending({ approval: { reminders: 1 } }), noonPlus(DAY * 0.9)],
    ['after both reminders a minute after the deadline', pending({ approval: { reminders: 2 } }), noonPlus(DAY + 1)],
    ['at an approved one after two minutes', approved(), noonPlus(2)],
    ['at one nudged already after fifteen', approved({ nudgedAt: noonPlus(2) }), noonPlus(15)],
    ['at a scheduled one two minutes after its start', approved({ startsAt: noonPlus(600) }), noonPlus(602)],
    [
      'at a scheduled one nudged already fifteen minutes after its start',
      approved({ startsAt: noonPlus(600), nudgedAt: noonPlus(602) }),
      noonPlus(615),
    ],
    [
      'at one approved after its start two minutes after the approval',
      approved({ startsAt: noonPlus(-5) }),
      noonPlus(2),
    ],
    ['at a grant a minute after its attempt', provisioning({ grantAttemptUntil: noonPlus(3) }), noonPlus(4)],
    ['at an active one when its holder is reminded', active(), noonPlus(45)],
    ['at a reminded one a minute after its end', active({ remindedAt: noonPlus(45) }), noonPlus(61)],
    ['at a withdrawal after a minute', revoking({ revokingSince: noonPlus(60) }), noonPlus(61)],
    [
      'at the withdrawal of a grant under way a minute after its attempt',
      revoking({ revokingSince: NOON, grantAttemptUntil: noonPlus(5) }),
      noonPlus(6),
    ],
    [
      'at the withdrawal of a grant long over after a minute',
      revoking({ revokingSince: noonPlus(9), grantAttemptUntil: noonPlus(5) }),
      noonPlus(10),
    ],
    [
      'at the withdrawal of an access somebody noticed late a minute after the end that was promised',
      revoking({ revokingSince: noonPlus(90), endsAt: noonPlus(60) }),
      noonPlus(61),
    ],
  ])('%s', (_, activation, expected) => {
    expect(dueAt(activation)).toBe(expected);
  });

  it.each([ended(), denied(), timedOut(), cancelled()])('never at what is $status', (activation) => {
    expect(dueAt(activation)).toBeUndefined();
  });
});

describe('the reminder of the end', () => {
  it.each([
    { minutes: 480, before: 15 },
    { minutes: 60, before: 15 },
    { minutes: 59, before: 14.75 },
    { minutes: 20, before: 5 },
    { minutes: 5, before: 1.25 },
  ])('ACT-8: comes $before minutes before the end of $minutes minutes', ({ minutes, before }) => {
    expect(reminderAt(active({ endsAt: noonPlus(minutes) }))).toBe(noonPlus(minutes - before));
  });

  it('counts the time really held, not the time asked for', () => {
    expect(reminderAt(active({ activatedAt: noonPlus(40), endsAt: noonPlus(60) }))).toBe(noonPlus(55));
  });

  it('comes once', () => {
    expect(reminderAt(active({ remindedAt: noonPlus(45) }))).toBeUndefined();
  });
});

describe('approvers who have not answered', () => {
  it.each([
    { reminders: 0, expected: noonPlus(5) },
    { reminders: 1, expected: noonPlus(9) },
    { reminders: 2, expected: undefined },
  ])(
    'APR-5: are reminded at half and at nine tenths of the window, and no more: $reminders so far',
    ({ reminders, expected }) => {
      const activation = pending({ approval: { windowMinutes: 10, deadline: noonPlus(10), reminders } });

      expect(approvalReminderAt(activation)).toBe(expected);
    },
  );
});

describe('an approved activation without progress', () => {
  it('is looked at again after 2 minutes and given up after 15, counted from approval or start', () => {
    expect([nudgeAt(approved()), giveUpAt(approved())]).toEqual([noonPlus(2), noonPlus(15)]);
    const scheduled = approved({ startsAt: noonPlus(60) });
    expect([nudgeAt(scheduled), giveUpAt(scheduled)]).toEqual([noonPlus(62), noonPlus(75)]);
  });
});

describe('what could not be settled', () => {
  it('is tried again after growing pauses, never longer than a quarter of an hour', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 100, 2000].map((failures) => retryAt(failures, NOON));

    expect(pauses).toEqual([1, 2, 4, 8, 15, 15, 15, 15].map((minutes) => noonPlus(minutes)));
  });
});
