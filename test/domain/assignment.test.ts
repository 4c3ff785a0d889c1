import { describe, expect, it } from 'vitest';
import {
  type Assignment,
  findAssignment,
  findOverlapping,
  type HeldAssignment,
  isInForce,
  isStandingAdministration,
  statusAt,
  type Via,
} from '#shared/domain/assignment';
import { directory, type Resource } from '#shared/domain/resource';
import { ada, NOON, noonPlus, plusMilliseconds } from '#test/support/activations';

const direct: Via = { kind: 'direct' };
const throughGroup: Via = { kind: 'group', id: 'grp_mail', displayName: 'Mail team' };
const account: Resource = {
  id: 'res_account',
  displayName: 'Production',
  kind: 'account',
  ancestors: ['res_unit', '/'],
  revision: 1,
};

function held(id: string, changes: Partial<Assignment> = {}, via: Via = direct): HeldAssignment {
  const assignment: Assignment = {
    id,
    principalId: ada.id,
    roleId: 'reader',
    resourceId: '/',
    type: 'eligible',
    startsAt: noonPlus(-60),
    justification: 'Team',
    createdAt: noonPlus(-60),
    createdBy: 'prn_grace',
    revision: 1,
    ...changes,
  };
  return { assignment, via };
}

const wanted = { type: 'eligible', roleId: 'reader', resource: account, at: NOON } as const;
const found = (assignments: HeldAssignment[]) => findAssignment(assignments, wanted)?.assignment.id;

describe('an assignment', () => {
  it.each([
    ['from its start on', NOON, true],
    ['not before', plusMilliseconds(NOON, -1), false],
    ['until a millisecond before its end', plusMilliseconds(noonPlus(60), -1), true],
    ['no more at its end', noonPlus(60), false],
  ])('is in force %s', (_, at, expected) => {
    expect(isInForce({ startsAt: NOON, endsAt: noonPlus(60) }, at)).toBe(expected);
  });

  it('without an end is permanent', () => {
    expect(isInForce({ startsAt: NOON }, '9999-12-31T23:59:59.999Z')).toBe(true);
  });
});

describe('where an assignment stands', () => {
  it.each([
    ['scheduled', 'before its start', plusMilliseconds(NOON, -1)],
    ['in_force', 'at its start', NOON],
    ['in_force', 'before its end', plusMilliseconds(noonPlus(60), -1)],
    ['ended', 'at its end', noonPlus(60)],
  ])('is %s %s', (status, _, at) => {
    expect(statusAt({ startsAt: NOON, endsAt: noonPlus(60) }, { enabled: true }, at)).toBe(status);
  });

  it('is suspended, and not in force, while its holder is disabled (ASG-7)', () => {
    expect(statusAt({ startsAt: NOON }, { enabled: false }, NOON)).toBe('suspended');
    expect(statusAt({ startsAt: NOON, endsAt: noonPlus(60) }, { enabled: false }, noonPlus(60))).toBe('ended');
  });
});

describe('two assignments', () => {
  const { assignment: other } = held('asg_1', { startsAt: NOON, endsAt: noonPlus(60) });
  const overlapping = (changes: Partial<Assignment>) =>
    findOverlapping({ ...other, id: 'asg_2', ...changes }, [other])?.id;

  it.each([
    ['for the same time', {}],
    ['that meet for a millisecond', { startsAt: plusMilliseconds(noonPlus(60), -1), endsAt: noonPlus(90) }],
    ['of which one is within the other', { startsAt: noonPlus(10), endsAt: noonPlus(20) }],
    [
      'of which one ends a millisecond after the other starts',
      { startsAt: noonPlus(-9), endsAt: plusMilliseconds(NOON, 1) },
    ],
  ])('%s overlap', (_, changes) => {
    expect(overlapping(changes)).toBe('asg_1');
  });

  it('overlap when one of them never ends', () => {
    const { endsAt: _, ...permanent } = { ...other, id: 'asg_2', startsAt: noonPlus(-60) };

    expect(findOverlapping(permanent, [other])?.id).toBe('asg_1');
    expect(findOverlapping(other, [permanent])?.id).toBe('asg_2');
  });

  it.each([
    ['one after the other', { startsAt: noonPlus(60), endsAt: noonPlus(90) }],
    ['one before the other', { startsAt: noonPlus(-60), endsAt: NOON }],
    ['of two principals', { principalId: 'prn_grace' }],
    ['of two roles', { roleId: 'writer' }],
    ['at two resources', { resourceId: 'res_account' }],
    ['of two types', { type: 'active' as const }],
    ['that are one', { id: 'asg_1' }],
  ])('%s do not overlap', (_, changes) => {
    expect(overlapping(changes)).toBeUndefined();
  });
});

describe('a standing administrator', () => {
  const user = { id: 'prn_ada', kind: 'user' as const, displayName: 'Ada', enabled: true, revision: 1 };
  const { assignment: standing } = held('asg_1', { roleId: 'privileged-role-administrator', type: 'active' });

  it.each([
    ['permanently, by themselves, at the directory', {}, 'user', true],
    ['as a guest', {}, 'guest', true],
    ['through a group', {}, 'group', false],
    ['as a workload', {}, 'workload', false],
    ['as one who has to activate first', { type: 'eligible' }, 'user', false],
    ['until some day', { endsAt: '2099-01-01T00:00:00.000Z' }, 'user', false],
    ['at a resource', { resourceId: 'res_account' }, 'user', false],
    ['as Security Administrator', { roleId: 'security-administrator' }, 'user', false],
  ] as const)('is one %s: %j to a %s: %s', (_, changes, kind, expected) => {
    expect(isStandingAdministration({ ...standing, ...changes }, { ...user, kind })).toBe(expected);
  });
});

describe('what somebody holds', () => {
  it.each([
    ['at the resource itself', held('asg_1', { resourceId: 'res_account' })],
    ['at a node above', held('asg_1', { resourceId: 'res_unit' })],
    ['at the directory', held('asg_1')],
    ['through a group', held('asg_1', {}, throughGroup)],
  ])('%s counts', (_, assignment) => {
    expect(found([assignment])).toBe('asg_1');
  });

  it.each([
    ['at another resource', held('asg_1', { resourceId: 'res_other' })],
    ['as another role', held('asg_1', { roleId: 'writer' })],
    ['standing instead of eligible', held('asg_1', { type: 'active' })],
    ['from later on', held('asg_1', { startsAt: noonPlus(1) })],
    ['until now', held('asg_1', { endsAt: NOON })],
  ])('%s does not count', (_, assignment) => {
    expect(found([assignment])).toBeUndefined();
  });

  it('at a node below does not cover what is above', () => {
    const below = [held('asg_1', { resourceId: 'res_account' })];

    expect(findAssignment(below, { ...wanted, resource: directory })).toBeUndefined();
  });

  it.each([
    ['the one that lasts longer', held('asg_1', { endsAt: noonPlus(60) }), held('asg_2', { endsAt: noonPlus(61) })],
    ['the permanent one', held('asg_1', { endsAt: noonPlus(999_999) }), held('asg_2')],
    ['the direct one of two that last as long', held('asg_1', {}, throughGroup), held('asg_2')],
    [
      'the one that lasts longer, even through a group',
      held('asg_1', { endsAt: noonPlus(60) }),
      held('asg_2', {}, throughGroup),
    ],
  ])('counts by %s, in whatever order', (_, lesser, better) => {
    expect([found([lesser, better]), found([better, lesser])]).toEqual(['asg_2', 'asg_2']);
  });
});
