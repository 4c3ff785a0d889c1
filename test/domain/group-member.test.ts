import { describe, expect, it } from 'vitest';
import { evaluateJoining, evaluateLeaving } from '#shared/domain/group-member';
import { ada, operators, principal, robot } from '#test/support/found-organization';

const named = (one: typeof ada | undefined, id = one?.id ?? 'prn_nobody') => [
  { field: 'members.3', id, principal: one },
];

describe('who belongs to a group', () => {
  it.each([
    ['a user', ada],
    ['a guest', principal('linus', { kind: 'guest' })],
    ['somebody who is disabled', principal('off', { enabled: false })],
  ])('may be %s', (_, one) => {
    expect(evaluateJoining(named(one))).toEqual([]);
  });

  it.each([
    ['a group', operators, 'group_not_a_member'],
    ['a workload', robot, 'member_not_a_person'],
    ['nobody', undefined, 'member_not_found'],
  ])('is never %s, and the answer names field and id', (_, one, code) => {
    const [member] = named(one);

    expect(evaluateJoining(named(one))).toMatchObject([{ rule: 'members.3', code, limit: member?.id }]);
  });

  it('may leave whatever they are, but has to exist', () => {
    expect(evaluateLeaving(named(robot))).toEqual([]);
    expect(evaluateLeaving(named(undefined))).toMatchObject([{ rule: 'members.3', code: 'member_not_found' }]);
  });
});
