import { describe, expect, it } from 'vitest';
import { isPerson, isSamePerson, type Principal } from '#shared/domain/principal';
import { ada, alan, mallory } from '#test/support/activations';

describe('two accounts', () => {
  it.each([
    ['that are one account', alan, alan, true],
    ['of one person', ada, { id: 'prn_other', personId: 'person_ada' }, true],
    ['of different persons', ada, { id: 'prn_other', personId: 'person_eve' }, false],
    ['of whom nobody knows the person', alan, mallory, false],
    ['of whom one person is known', ada, alan, false],
    ['of which one has the id of the other’s person', ada, { id: 'person_ada' }, false],
  ])('%s are the same human being or not, both ways', (_, one, other, expected) => {
    expect([isSamePerson(one, other), isSamePerson(other, one)]).toEqual([expected, expected]);
  });
});

describe('a principal', () => {
  it.each([
    ['user', true],
    ['guest', true],
    ['group', false],
    ['workload', false],
  ] as const)('ASG-5: that is a %s is a human being: %s', (kind, expected) => {
    const principal: Principal = { id: 'prn_1', kind, displayName: 'X', enabled: true, revision: 1 };

    expect(isPerson(principal)).toBe(expected);
  });
});
