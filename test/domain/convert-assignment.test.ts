import { describe, expect, it } from 'vitest';
import { convertAssignment, warnOfUse } from '#shared/domain/convert-assignment';
import { defaultSettings } from '#shared/domain/role-settings';
import { NOON, noonPlus, plusMilliseconds } from '#test/support/activations';
import { ada, assignment, grace } from '#test/support/found-organization';
import { refused } from '#test/support/refused';

const DAY = 24 * 60;
const by = { id: 'asg_new', createdBy: grace.id };
const made = { id: 'asg_new', createdBy: grace.id, createdAt: NOON, startsAt: NOON, revision: 1 };
const strict = { ...defaultSettings, assignments: { ...defaultSettings.assignments, permanentAllowed: false } };

describe('an assignment held in the other way', () => {
  it.each([
    ['keeps its end', { endsAt: noonPlus(60) }, 'eligible', defaultSettings, { endsAt: noonPlus(60) }],
    ['stays permanent where the role allows it', {}, 'eligible', defaultSettings, {}],
    ['gets the latest end where it does not', {}, 'eligible', strict, { endsAt: noonPlus(365 * DAY) }],
    [
      'is cut to the longest standing access',
      { endsAt: noonPlus(300 * DAY) },
      'active',
      defaultSettings,
      { endsAt: noonPlus(180 * DAY) },
    ],
    [
      'keeps a start that is still to come',
      { startsAt: noonPlus(60), endsAt: noonPlus(120) },
      'eligible',
      defaultSettings,
      { startsAt: noonPlus(60), endsAt: noonPlus(120) },
    ],
  ] as const)('%s', (_, dates, type, settings, expected) => {
    const before = assignment(ada, 'reader', type === 'eligible' ? 'active' : 'eligible', {
      ...dates,
      remindedDays: 14,
      revision: 7,
    });

    expect(convertAssignment(before, type, by, settings, NOON)).toEqual({
      ...assignment(ada, 'reader', type),
      ...made,
      ...expected,
    });
  });

  it.each([
    ['eligible', {}, 'already_eligible'],
    ['active', {}, 'already_active'],
  ] as const)('is refused when it is %s already', (type, _, code) => {
    const before = assignment(ada, 'reader', type);

    expect(() => convertAssignment(before, type, by, defaultSettings, NOON)).toThrow(refused(code));
  });

  it('is refused when it has ended', () => {
    const before = assignment(ada, 'reader', 'active', { endsAt: NOON });

    expect(() => convertAssignment(before, 'eligible', by, defaultSettings, NOON)).toThrow(refused('assignment_ended'));
  });
});

describe('taking standing access away', () => {
  const dayAgo = noonPlus(-DAY);

  it.each([
    [
      'warns of use in the last 24 hours',
      [plusMilliseconds(dayAgo, 1)],
      ['used_recently'],
      plusMilliseconds(dayAgo, 1),
    ],
    ['says nothing of use longer ago', [dayAgo], [], undefined],
    ['says that use is unknown, not that there was none', [undefined], ['use_unknown'], undefined],
    ['names the newest use of a group', [dayAgo, NOON, noonPlus(-5), undefined], ['used_recently'], NOON],
    ['says unknown of a group when it is of some', [dayAgo, undefined], ['use_unknown'], undefined],
    ['says nothing of a group without members', [], [], undefined],
  ])('%s', (_, uses, codes, lastUsedAt) => {
    const warnings = warnOfUse(uses, NOON);

    expect(warnings.map(({ code }) => code)).toEqual(codes);
    expect(warnings[0]?.lastUsedAt).toBe(lastUsedAt);
  });
});
