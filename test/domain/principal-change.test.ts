import { describe, expect, it } from 'vitest';
import { changedFields, evaluatePrincipalChange, MOST_MEMBERS } from '#shared/domain/principal-change';
import { ada, operators, robot } from '#test/support/found-organization';

const ids = (count: number, from = 0) => Array.from({ length: count }, (_, place) => `prn_${from + place}`);

describe('a change of a principal', () => {
  it.each([
    ['a name and an address', ada, { displayName: 'Ada', email: 'a@example.test' }],
    ['the person behind an account', ada, { personId: 'person_ada' }],
    ['switching a workload off', robot, { enabled: false }],
    ['members, as many as go together', operators, { addMembers: ids(20), removeMembers: ids(10, 20) }],
    ['the same member many times', operators, { addMembers: Array(40).fill('prn_1') }],
    ['nothing', ada, {}],
  ])('may be %s', (_, principal, change) => {
    expect(evaluatePrincipalChange(principal, change)).toEqual([]);
  });

  it.each([
    ['a workload a person', robot, { personId: 'person_x' }, 'personId', 'person_for_people_only', undefined],
    ['a user a group', ada, { addMembers: ['prn_1'] }, 'addMembers', 'members_for_groups_only', undefined],
    ['a user no group', ada, { removeMembers: ['prn_1'] }, 'removeMembers', 'members_for_groups_only', undefined],
    [
      'more members move than one transaction holds',
      operators,
      { addMembers: ids(20), removeMembers: ids(11, 20) },
      'addMembers',
      'too_many_members',
      MOST_MEMBERS,
    ],
    [
      'somebody come and go at once',
      operators,
      { addMembers: ['prn_1', 'prn_2'], removeMembers: ['prn_3', 'prn_2'] },
      'removeMembers.1',
      'member_named_twice',
      'prn_2',
    ],
  ])('never makes %s', (_, principal, change, rule, code, limit) => {
    expect(evaluatePrincipalChange(principal, change)).toMatchObject([
      { rule, code, ...(limit === undefined ? {} : { limit }) },
    ]);
  });

  it('is what differs, and nothing else', () => {
    expect(changedFields(ada, { displayName: ada.displayName, email: 'new@example.test', enabled: false })).toEqual({
      email: 'new@example.test',
    });
    expect(changedFields(ada, {})).toEqual({});
  });
});
