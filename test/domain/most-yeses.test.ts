import { describe, expect, it } from 'vitest';
import { mostYeses, type PossibleApprover } from '#shared/domain/most-yeses';

const signsIn = (id: string): PossibleApprover => ({ id, issuer: 'https://id.example', subject: id });
const hasMail = (id: string): PossibleApprover => ({ id, email: `${id}@example.test` });
const of = (personId: string, one: PossibleApprover): PossibleApprover => ({ ...one, personId });
/** Who gives an address is somebody's account; those of ada are known to be hers. */
const addressedBy = (id: string, one: PossibleApprover): PossibleApprover => ({
  ...one,
  addressedBy: { id, ...(id.startsWith('ada') ? { personId: 'ada' } : {}), at: '2026-11-01T00:00:00.000Z' },
});

describe('the most yeses people could give', () => {
  it.each<[string, PossibleApprover[], { signIn: number; link: number }]>([
    ['nobody', [], { signIn: 0, link: 0 }],
    ['two who sign in', [signsIn('grace'), signsIn('alan')], { signIn: 2, link: 2 }],
    ['one who is named twice', [signsIn('grace'), signsIn('grace')], { signIn: 1, link: 1 }],
    ['one with two accounts', [of('one', signsIn('a')), of('one', signsIn('b'))], { signIn: 1, link: 1 }],
    ['one whose other account is named by its id', [of('b', signsIn('a')), signsIn('b')], { signIn: 1, link: 1 }],
    ['one who has never signed in and has no address', [{ id: 'ghost' }], { signIn: 0, link: 0 }],
    ['one whose subject is not known', [{ id: 'half', issuer: 'https://id.example' }], { signIn: 0, link: 0 }],
    ['one who has never signed in, but reads mail', [hasMail('a')], { signIn: 0, link: 1 }],
    ['two of whom only links could decide', [hasMail('a'), hasMail('b')], { signIn: 0, link: 1 }],
    ['two of them and one who signs in', [hasMail('a'), signsIn('grace'), hasMail('b')], { signIn: 1, link: 2 }],
    [
      'one by link whose other account signs in',
      [of('one', hasMail('a')), of('one', signsIn('b'))],
      { signIn: 1, link: 1 },
    ],
  ])('of %s', (_, people, { signIn, link }) => {
    expect([mostYeses(people, 'signIn', people), mostYeses(people, 'link', people)]).toEqual([signIn, link]);
  });

  it.each<[string, PossibleApprover[], number]>([
    ['reads mail at an address the requester gave', [addressedBy('ada', hasMail('a'))], 0],
    ['reads mail at one given by the requester’s other account', [addressedBy('ada_admin', hasMail('a'))], 0],
    ['reads mail at one somebody else gave', [addressedBy('grace', hasMail('a'))], 1],
    ['signs in, whoever gave the address', [addressedBy('ada', signsIn('a'))], 1],
  ])('to a request, of one who %s', (_, people, link) => {
    expect(mostYeses(people, 'link', people, { id: 'ada', personId: 'ada' })).toBe(link);
  });
});
