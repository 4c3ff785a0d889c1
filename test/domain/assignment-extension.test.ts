import { describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import {
  decideExtension,
  evaluateApproval,
  evaluateExtension,
  extendAssignment,
  type PendingExtension,
  withdrawExtension,
} from '#shared/domain/assignment-extension';
import { defaultSettings } from '#shared/domain/role-settings';
import { NOON, noonPlus, plusMilliseconds } from '#test/support/activations';
import { ada, assignment, grace } from '#test/support/found-organization';
import { refused } from '#test/support/refused';

const DAY = 24 * 60;
const days = (count: number) => noonPlus(count * DAY);
const ending = (inDays: number, changes: Partial<Assignment> = {}) =>
  assignment(ada, 'reader', 'eligible', { endsAt: days(inDays), ...changes });
const asked = (one: Assignment, endsAt: string, justification = 'Still on the team') =>
  evaluateExtension(one, { endsAt, justification }, defaultSettings, NOON).map(({ rule, code, limit }) => [
    rule,
    code,
    ...(limit === undefined ? [] : [limit]),
  ]);

describe('asking for a later end', () => {
  it.each([
    ['from 14 days before the end', ending(14)],
    ['at the end', ending(0)],
    ['until 30 days after it', { ...ending(0), endsAt: plusMilliseconds(days(-30), 1) }],
  ])('is in time %s', (_, one) => {
    expect(asked(one, days(60))).toEqual([]);
  });

  it.each<[string, Assignment, string, unknown[]]>([
    [
      'too early',
      { ...ending(0), endsAt: plusMilliseconds(days(14), 1) },
      days(60),
      ['endsAt', 'extension_too_early', plusMilliseconds(NOON, 1)],
    ],
    ['too late', ending(-30), days(60), ['endsAt', 'extension_too_late', NOON]],
    ['for a permanent one', assignment(ada, 'reader', 'eligible'), days(60), ['endsAt', 'assignment_permanent']],
    ['for an end in the past', ending(-3), days(-1), ['endsAt', 'end_in_past', NOON]],
    ['for no later end', ending(3), days(3), ['endsAt', 'end_not_later', days(3)]],
    [
      'for longer than an eligibility may last from now on',
      ending(3),
      noonPlus(365 * DAY + 1),
      ['endsAt', 'assignment_too_long', 365],
    ],
    [
      'for longer than standing access may last',
      ending(3, { type: 'active' }),
      noonPlus(180 * DAY + 1),
      ['endsAt', 'assignment_too_long', 180],
    ],
  ])('is refused %s, with the limit', (_, one, endsAt, expected) => {
    expect(asked(one, endsAt)).toEqual([expected]);
  });

  it('is told every rule it breaks at once', () => {
    expect(asked(ending(15), noonPlus(366 * DAY), '').map(([, code]) => code)).toEqual([
      'extension_too_early',
      'assignment_too_long',
      'justification_required',
    ]);
  });
});

describe('the assignment with its new end', () => {
  it('goes on as it was while it is in force, and is reminded of anew', () => {
    const before = ending(1, { remindedDays: 1, revision: 4 });

    const after = extendAssignment(before, days(90), NOON);

    expect(after).toEqual({ ...ending(90), extendedAt: NOON, revision: 5 });
  });

  it('starts again now when it has ended', () => {
    const before = ending(-3, { endedAt: days(-3), remindedDays: 1 });

    expect(extendAssignment(before, days(90), NOON)).toEqual({
      ...ending(90),
      startsAt: NOON,
      extendedAt: NOON,
      revision: 2,
    });
  });
});

const pending: PendingExtension = {
  ...{ id: 'ext_1', assignmentId: 'asg_1', principalId: ada.id, roleId: 'reader', resourceId: '/' },
  ...{ kind: 'extension', status: 'pending', requestedBy: ada.id, requestedAt: NOON, revision: 1 },
  ...{ wantedEndsAt: days(60), justification: 'Still on the team' },
};
const verdict = { decidedBy: grace.id, decidedAt: NOON, revision: 2 };

describe('a request to extend', () => {
  it.each([
    ['approve', 'approved'],
    ['deny', 'denied'],
  ] as const)('that an administrator %ss is %s, by whom, when and why', (decision, status) => {
    const after = decideExtension(pending, { decision, justification: 'Checked' }, grace, NOON);

    expect(after).toEqual({ ...pending, ...verdict, status, decisionJustification: 'Checked' });
  });

  it('is withdrawn when its assignment goes away', () => {
    expect(withdrawExtension(pending, grace, NOON)).toEqual({ ...pending, ...verdict, status: 'withdrawn' });
  });

  it('is decided once', () => {
    const yes = { decision: 'approve', justification: 'Checked' } as const;
    const closed = [
      decideExtension(pending, yes, grace, NOON),
      decideExtension(pending, { ...yes, decision: 'deny' }, grace, NOON),
      withdrawExtension(pending, grace, NOON),
    ];

    for (const one of closed)
      expect(() => decideExtension(one, yes, grace, NOON)).toThrow(refused('extension_decided'));
  });

  it.each([
    ['while the end is still to come and not too far', 0, []],
    ['no more when the end has come', 60, ['end_in_past']],
  ])('may be approved %s', (_, day, codes) => {
    const broken = evaluateApproval(pending, ending(3), defaultSettings, days(day));

    expect(broken.map(({ code }) => code)).toEqual(codes);
  });

  it('is judged by the rules in force at the moment of the yes', () => {
    const stricter = {
      ...defaultSettings,
      assignments: { ...defaultSettings.assignments, longestEligibleMinutes: 59 * 1440 },
    };

    expect(evaluateApproval(pending, ending(3), stricter, NOON)).toMatchObject([
      { rule: 'endsAt', code: 'assignment_too_long', limit: 59 },
    ]);
  });
});
