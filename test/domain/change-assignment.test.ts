import { describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import {
  type AssignmentChange,
  changeAssignment,
  evaluateAssignmentChange,
  isShortened,
  reachesFurther,
} from '#shared/domain/change-assignment';
import type { Principal } from '#shared/domain/principal';
import { defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import { NOON, noonPlus, plusMilliseconds } from '#test/support/activations';
import { ada, assignment, role } from '#test/support/found-organization';
import { refused } from '#test/support/refused';

const DAY = 24 * 60;
const days = (count: number) => noonPlus(count * DAY);
const running = (changes: Partial<Assignment> = {}) =>
  assignment(ada, 'reader', 'eligible', { startsAt: days(-300), endsAt: days(10), ...changes });
const ahead = running({ startsAt: days(5), endsAt: days(50) });
const permanent = assignment(ada, 'reader', 'eligible', { startsAt: days(-300) });
const noPermanent: RoleSettings = {
  ...defaultSettings,
  assignments: { ...defaultSettings.assignments, permanentAllowed: false },
};

interface Place {
  readonly enabled?: boolean;
  readonly holder?: Principal;
  readonly settings?: RoleSettings;
}

const broken = (one: Assignment, change: AssignmentChange, place: Place = {}) => {
  const { enabled = true, holder = ada, settings = defaultSettings } = place;
  return evaluateAssignmentChange(one, change, { role: role('reader', { enabled }), holder, settings }, NOON).map(
    ({ rule, code, limit }) => [rule, code, ...(limit === undefined ? [] : [limit])],
  );
};

describe('changing an assignment in place (ASG-6)', () => {
  it.each<[string, Assignment, AssignmentChange, Place?]>([
    ['a later end', running(), { endsAt: days(100) }],
    ['an end as far from now as an eligibility may last, however long ago it began', running(), { endsAt: days(365) }],
    ['an earlier end', running(), { endsAt: plusMilliseconds(NOON, 1) }],
    ['no end any more', running(), { permanent: true }],
    ['an end for what had none', permanent, { endsAt: days(30) }],
    [
      'no end, for what has none already, although the role allows none by now',
      permanent,
      { permanent: true },
      { settings: noPermanent },
    ],
    ['another start of what lies ahead', ahead, { startsAt: days(7) }],
    ['a start by now of what lies ahead, by a clock that runs late', ahead, { startsAt: noonPlus(-1) }],
    ['the start there is, of what has begun', running(), { startsAt: days(-300), endsAt: days(20) }],
    [
      'the reason of what lasts longer than the role allows by now',
      running({ endsAt: days(900) }),
      { justification: 'Audit' },
    ],
    [
      'an earlier end, although role and holder are disabled',
      running(),
      { endsAt: days(1) },
      { enabled: false, holder: { ...ada, enabled: false } },
    ],
  ])('takes %s', (_, one, change, place) => {
    expect(broken(one, change, place)).toEqual([]);
  });

  it.each<[string, Assignment, AssignmentChange, unknown[], Place?]>([
    ['an end in the past', running(), { endsAt: days(-1) }, ['endsAt', 'end_in_past', NOON]],
    ['an end at this moment', running(), { endsAt: NOON }, ['endsAt', 'end_in_past', NOON]],
    ['an end before the start', ahead, { endsAt: days(5) }, ['endsAt', 'end_before_start', days(5)]],
    ['a start behind the end', ahead, { startsAt: days(50) }, ['endsAt', 'end_before_start', days(50)]],
    ['both an end and none', running(), { endsAt: days(9), permanent: true }, ['endsAt', 'end_and_permanent']],
    [
      'more than an eligibility may last from now on',
      running(),
      { endsAt: noonPlus(365 * DAY + 1) },
      ['endsAt', 'assignment_too_long', 365],
    ],
    [
      'more than standing access may last from now on',
      running({ type: 'active' }),
      { endsAt: noonPlus(180 * DAY + 1) },
      ['endsAt', 'assignment_too_long', 180],
    ],
    [
      'no end where the role demands one',
      running(),
      { permanent: true },
      ['permanent', 'permanent_not_allowed'],
      { settings: noPermanent },
    ],
    ['another start of what has begun', running(), { startsAt: days(1) }, ['startsAt', 'assignment_begun', days(-300)]],
    ['a start in the past of what lies ahead', ahead, { startsAt: days(-1) }, ['startsAt', 'start_in_past', NOON]],
    [
      'a start too far ahead',
      ahead,
      { startsAt: days(366), endsAt: days(400) },
      ['startsAt', 'start_too_late', days(365)],
    ],
    ['a blank reason', running(), { justification: ' ' }, ['justification', 'justification_required']],
    [
      'more time under a role that is disabled',
      running(),
      { endsAt: days(11) },
      ['roleId', 'role_disabled'],
      { enabled: false },
    ],
    [
      'an earlier start for somebody who is disabled',
      ahead,
      { startsAt: days(1) },
      ['principalIds', 'holder_disabled'],
      { holder: { ...ada, enabled: false } },
    ],
  ])('refuses %s', (_, one, change, expected, place) => {
    expect(broken(one, change, place)).toEqual([expected]);
  });

  it('names all that is wrong at once', () => {
    const all = broken(running(), { startsAt: days(1), endsAt: days(-1), justification: '' });

    expect(all.map(([, code]) => code)).toEqual(['assignment_begun', 'end_in_past', 'justification_required']);
  });

  it.each([0, -29])('is too late %d days after the end: it has to be renewed', (after) => {
    expect(() => changeAssignment(running({ endsAt: days(after) }), { endsAt: days(9) }, NOON)).toThrow(
      refused('assignment_ended'),
    );
  });

  it('moves the end and begins the reminders anew', () => {
    const before = running({ remindedDays: 14 });

    const after = changeAssignment(before, { endsAt: days(20) }, NOON);

    const { remindedDays: _gone, ...kept } = before;
    expect(after).toEqual({ ...kept, endsAt: days(20), extendedAt: NOON, revision: before.revision + 1 });
  });

  it('keeps dates and reminders when it changes ticket and reason alone', () => {
    const before = running({ remindedDays: 14 });
    const ticket = { number: 'CHG-1', system: 'ServiceNow' };

    const after = changeAssignment(before, { ticket, justification: ' Audit ' }, NOON);

    expect(after).toEqual({ ...before, ticket, justification: 'Audit', revision: before.revision + 1 });
  });

  it('is no change at all when everything is so already', () => {
    const before = running({ ticket: { number: 'CHG-1' } });
    const { startsAt, endsAt = '', justification } = before;

    expect(changeAssignment(before, { startsAt, endsAt, justification, ticket: { number: 'CHG-1' } }, NOON)).toBe(
      before,
    );
    expect(changeAssignment(permanent, { permanent: true }, NOON)).toBe(permanent);
    expect(changeAssignment(before, {}, NOON)).toBe(before);
  });

  it('tells what gives more from what takes away', () => {
    const one = running();

    expect(reachesFurther(one, running({ endsAt: days(11) }))).toBe(true);
    expect(reachesFurther(one, permanent)).toBe(true);
    expect(reachesFurther(ahead, { ...ahead, startsAt: days(4) })).toBe(true);
    expect(reachesFurther(one, running({ endsAt: days(9) }))).toBe(false);
    expect(isShortened(permanent, one)).toBe(true);
    expect(isShortened(one, one)).toBe(false);
    expect(isShortened(one, permanent)).toBe(false);
  });
});
