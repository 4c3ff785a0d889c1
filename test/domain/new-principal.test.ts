import { describe, expect, it } from 'vitest';
import { evaluateNewPrincipal, type NewPrincipal } from '#shared/domain/new-principal';

const identity = { issuer: 'https://id.example', subject: 'x' };
const user = { kind: 'user', displayName: 'X' } as const;
const guest = { ...user, kind: 'guest' } as const;
const group = { ...user, kind: 'group' } as const;
const workload = { ...user, kind: 'workload' } as const;

describe('a new principal', () => {
  it.each<[string, NewPrincipal]>([
    ['a user who signs in', { ...user, ...identity, personId: 'person_x', email: 'x@example.test' }],
    ['a user to be invited', user],
    ['a guest of another issuer', { ...guest, issuer: 'https://partner.example', subject: '7' }],
    ['a group', group],
    ['a group with members', { ...group, members: ['prn_ada'] }],
    ['a workload', { ...workload, ...identity }],
  ])('may be %s', (_, wanted) => {
    expect(evaluateNewPrincipal(wanted)).toEqual([]);
  });

  it.each<[string, NewPrincipal, string, string]>([
    ['a subject without an issuer', { ...user, subject: 'x' }, 'issuer', 'identity_incomplete'],
    ['an issuer without a subject', { ...guest, issuer: 'https://id.example' }, 'subject', 'identity_incomplete'],
    ['a workload that cannot sign in', workload, 'issuer', 'identity_required'],
    ['a workload without a subject', { ...workload, issuer: 'https://id.example' }, 'subject', 'identity_required'],
    ['a group with an issuer', { ...group, issuer: 'https://id.example' }, 'issuer', 'identity_not_for_groups'],
    ['a group with a subject', { ...group, subject: 'x' }, 'subject', 'identity_not_for_groups'],
    ['a group of one person', { ...group, personId: 'person_x' }, 'personId', 'person_for_people_only'],
    [
      'a workload of a person',
      { ...workload, ...identity, personId: 'person_x' },
      'personId',
      'person_for_people_only',
    ],
    ['a user with members', { ...user, members: [] }, 'members', 'members_for_groups_only'],
  ])('is never %s', (_, wanted, rule, code) => {
    expect(evaluateNewPrincipal(wanted)).toMatchObject([{ rule, code }]);
  });

  it('is told everything that is wrong with it at once', () => {
    const wanted = { ...group, ...identity, personId: 'person_x' };

    expect(evaluateNewPrincipal(wanted).map(({ rule }) => rule)).toEqual(['issuer', 'subject', 'personId']);
  });
});
