import { describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import { assignmentDueAt, dueReminder } from '#shared/domain/assignment-due';
import { NOON, noonPlus } from '#test/support/activations';
import { ada, assignment } from '#test/support/found-organization';

const DAY = 24 * 60;
const lasting = (days: number, changes: Partial<Assignment> = {}) =>
  assignment(ada, 'reader', 'eligible', { startsAt: NOON, createdAt: NOON, endsAt: noonPlus(days * DAY), ...changes });

describe('the sweeper looks next at an assignment', () => {
  it.each([
    ['14 days before its end', lasting(90), 76],
    ['1 day before its end, when reminded at 14 days', lasting(90, { remindedDays: 14 }), 89],
    ['at its end, when reminded twice', lasting(90, { remindedDays: 1 }), 90],
    ['1 day before its end, when it was made for less than 14 days', lasting(14), 13],
    ['at its end, when it was made for a day', lasting(1), 1],
    ['30 days after its end, when that was noticed', lasting(90, { endedAt: noonPlus(90 * DAY) }), 120],
    ['at the reminder that still lay ahead when it was extended', lasting(90, { extendedAt: noonPlus(80 * DAY) }), 89],
    ['at the reminder that comes after its start', lasting(90, { startsAt: noonPlus(80 * DAY) }), 89],
  ])('%s', (_, one, days) => {
    expect(assignmentDueAt(one)).toBe(noonPlus(days * DAY));
  });

  it('never when it is permanent', () => {
    expect(assignmentDueAt(assignment(ada, 'reader', 'eligible'))).toBeUndefined();
  });
});

describe('the reminder of the end', () => {
  it.each([
    ['none before its time', lasting(90), 76 * DAY - 1, undefined],
    ['14 days before', lasting(90), 76 * DAY, 14],
    ['none between the two', lasting(90, { remindedDays: 14 }), 89 * DAY - 1, undefined],
    ['1 day before', lasting(90, { remindedDays: 14 }), 89 * DAY, 1],
    ['only the nearer one, when both are late', lasting(90), 89 * DAY + 5, 1],
    ['no third', lasting(90, { remindedDays: 1 }), 89 * DAY + 5, undefined],
  ])('is %s', (_, one, minutes, expected) => {
    expect(dueReminder(one, noonPlus(minutes))).toBe(expected);
  });

  it('never comes for a permanent one', () => {
    expect(dueReminder(assignment(ada, 'reader', 'eligible'), NOON)).toBeUndefined();
  });
});
