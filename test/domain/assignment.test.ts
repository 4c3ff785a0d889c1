import { describe, expect, it } from 'vitest';
import { type Assignment, findAssignment, type HeldAssignment, isInForce, type Via } from '#shared/domain/assignment';
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
