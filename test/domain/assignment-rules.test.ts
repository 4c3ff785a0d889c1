import { describe, expect, it } from 'vitest';
import { assignmentDates, evaluateAssignment, type WantedAssignment } from '#shared/domain/assignment-rules';
import type { Principal } from '#shared/domain/principal';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import { NOON, noonPlus } from '#test/support/activations';
import { ada, operators, robot, role } from '#test/support/found-organization';

const DAY = 24 * 60;
const wanted: WantedAssignment = { roleId: 'reader', type: 'eligible', justification: 'Joined the team' };
const active: WantedAssignment = { ...wanted, type: 'active' };
const limited: RoleSettings = {
  ...defaultSettings,
  assignments: { longestEligibleMinutes: 90 * DAY, longestActiveMinutes: 30 * DAY, permanentAllowed: false },
};

interface Place {
  readonly holder?: Principal;
  readonly settings?: RoleSettings;
  readonly enabled?: boolean;
}

const broken = (
  changes: Partial<WantedAssignment>,
  { holder = ada, settings = defaultSettings, enabled }: Place = {},
) =>
  evaluateAssignment(
    { ...wanted, ...changes },
    { role: role('reader', { enabled: enabled ?? true }), holder, settings },
    NOON,
  ).map(({ rule, code, limit }) => [rule, code, ...(limit === undefined ? [] : [limit])]);

describe('an assignment', () => {
  it.each<[string, Partial<WantedAssignment>, Place?]>([
    ['without dates', {}],
    ['that is permanent where the role allows it', { permanent: true }],
    ['that is not permanent, in so many words', { permanent: false }],
    ['of exactly the longest eligibility', { endsAt: noonPlus(90 * DAY) }, { settings: limited }],
    ['of exactly the longest standing access', { ...active, endsAt: noonPlus(30 * DAY) }, { settings: limited }],
    ['that starts a minute ago, by a clock that runs late', { startsAt: noonPlus(-1) }],
    ['that starts in exactly a year', { startsAt: noonPlus(365 * DAY) }],
    ['of an eligibility to a group', {}, { holder: operators }],
    ['of standing access to a group', active, { holder: operators }],
    ['of standing access to a workload', active, { holder: robot }],
  ])('%s breaks no rule', (_, changes, place) => {
    expect(broken(changes, place)).toEqual([]);
  });

  it.each<[string, Partial<WantedAssignment>, unknown[], Place?]>([
    ['that ends in the past', { endsAt: NOON }, ['endsAt', 'end_in_past', NOON]],
    [
      'that ends before it starts',
      { startsAt: noonPlus(60), endsAt: noonPlus(60) },
      ['endsAt', 'end_before_start', noonPlus(60)],
    ],
    [
      'that lasts longer than an eligibility may',
      { endsAt: noonPlus(90 * DAY + 1) },
      ['endsAt', 'assignment_too_long', 90],
      { settings: limited },
    ],
    [
      'that lasts longer than standing access may',
      { type: 'active', endsAt: noonPlus(30 * DAY + 1) },
      ['endsAt', 'assignment_too_long', 30],
      { settings: limited },
    ],
    [
      'that is permanent where none may be',
      { permanent: true },
      ['permanent', 'permanent_not_allowed'],
      { settings: limited },
    ],
    ['that is permanent and ends', { permanent: true, endsAt: noonPlus(60) }, ['endsAt', 'end_and_permanent']],
    ['that started already', { startsAt: noonPlus(-2) }, ['startsAt', 'start_in_past', NOON]],
    [
      'that starts in more than a year',
      { startsAt: noonPlus(365 * DAY + 1) },
      ['startsAt', 'start_too_late', noonPlus(365 * DAY)],
    ],
    ['of an eligibility to a workload', {}, ['type', 'workload_not_eligible'], { holder: robot }],
    ['of a disabled role', {}, ['roleId', 'role_disabled'], { enabled: false }],
    ['to somebody disabled', {}, ['principalIds', 'holder_disabled'], { holder: { ...ada, enabled: false } }],
    ['without a reason', { justification: ' \u200b' }, ['justification', 'justification_required']],
  ])('%s breaks one rule, with its limit', (_, changes, expected, place) => {
    expect(broken(changes, place)).toEqual([expected]);
  });

  it('is told every rule it breaks at once', () => {
    const all = broken(
      { permanent: true, startsAt: noonPlus(-60), endsAt: noonPlus(-30), justification: '' },
      { holder: { ...robot, enabled: false }, settings: limited, enabled: false },
    );

    expect(all.map(([, code]) => code)).toEqual([
      'role_disabled',
      'holder_disabled',
      'workload_not_eligible',
      'start_in_past',
      'end_and_permanent',
      'permanent_not_allowed',
      'end_in_past',
      'justification_required',
    ]);
  });
});

describe('an assignment that is too long', () => {
  it.each([
    [480, { limit: 480, unit: 'minutes', message: expect.stringContaining('at most 8 hours.') }],
    [30 * DAY, { limit: 30, unit: 'days', message: expect.stringContaining('at most 30 days.') }],
    [DAY, { limit: 1, unit: 'days', message: expect.stringContaining('at most 24 hours.') }],
  ])('for a role that allows %d minutes is told so in words and in a unit', (longestActiveMinutes, told) => {
    const settings = { ...limited, assignments: { ...limited.assignments, longestActiveMinutes } };
    const judge = (endsAt: string) =>
      evaluateAssignment({ ...active, endsAt }, { role: role('reader'), holder: ada, settings }, NOON);

    expect(judge(noonPlus(longestActiveMinutes))).toEqual([]);
    expect(judge(noonPlus(longestActiveMinutes + 1))).toMatchObject([{ code: 'assignment_too_long', ...told }]);
  });
});

describe('a permanent Privileged Role Administrator', () => {
  const later = { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, permanent: true, startsAt: noonPlus(60) };

  it('starts at once, because one who comes later cannot help today (ONB-4)', () => {
    expect(broken({ ...active, ...later })).toEqual([['startsAt', 'standing_administrator_starts_now', NOON]]);
    expect(broken({ ...active, ...later, startsAt: NOON })).toEqual([]);
  });

  it.each<[string, Partial<WantedAssignment>, Place?]>([
    ['only eligible', { ...later, type: 'eligible' }],
    ['only for a time', { ...active, ...later, permanent: false, endsAt: noonPlus(120) }],
    ['only at a resource', { ...active, ...later, resourceId: 'res_unit' }],
    ['only through a group', { ...active, ...later }, { holder: operators }],
  ])('who is one %s may start later', (_, changes, place) => {
    expect(broken(changes, place)).toEqual([]);
  });
});

describe('the dates of an assignment', () => {
  it.each<[string, Partial<WantedAssignment>, object]>([
    ['are now and the longest eligibility', {}, { startsAt: NOON, endsAt: noonPlus(90 * DAY) }],
    ['are now and the longest standing access', { type: 'active' }, { startsAt: NOON, endsAt: noonPlus(30 * DAY) }],
    [
      'count the longest from the start',
      { startsAt: noonPlus(DAY) },
      { startsAt: noonPlus(DAY), endsAt: noonPlus(91 * DAY) },
    ],
    ['begin now when they would begin before', { startsAt: noonPlus(-1), permanent: true }, { startsAt: NOON }],
    ['have no end when permanent', { permanent: true }, { startsAt: NOON }],
    ['are those asked for', { endsAt: noonPlus(60) }, { startsAt: NOON, endsAt: noonPlus(60) }],
  ])('%s', (_, changes, expected) => {
    expect(assignmentDates({ ...wanted, ...changes }, limited, NOON)).toEqual(expected);
  });
});
