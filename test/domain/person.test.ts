import { describe, expect, it } from 'vitest';
import { countPersons, isSamePerson, isSamePersonByNow, personOf } from '#shared/domain/person';
import { ada, alan, mallory } from '#test/support/activations';

const account = (id: string, personId?: string) => (personId === undefined ? { id } : { id, personId });

describe('T-52: two accounts', () => {
  it.each([
    ['that are one account', alan, alan, true],
    ['with one number', ada, account('prn_other', 'person_ada'), true],
    ['with different numbers', ada, account('prn_other', 'person_eve'), false],
    ['of whom nobody knows more', alan, mallory, false],
    ['of which one has a number', ada, alan, false],
    ['of which one names the other', alan, account('prn_other', alan.id), true],
    ['of which one names an account with a number', account('prn_second', ada.id), account('x', 'person_ada'), true],
    ['whose chains end at one account', account('b', 'a'), account('d', 'c'), true],
    ['whose chains end at different accounts', account('b', 'a'), account('f', 'e'), false],
  ])('%s are the same human being or not, both ways', (_, one, other, expected) => {
    const accounts = [ada, alan, account('a'), account('b', 'a'), account('c', 'b'), account('e')];

    expect([isSamePerson(one, other, accounts), isSamePerson(other, one, accounts)]).toEqual([expected, expected]);
  });

  it('in a circle, which only an older version can have left, are one person', () => {
    const accounts = [account('a', 'b'), account('b', 'c'), account('c', 'b'), account('d', 'a')];

    expect(new Set(accounts.map((one) => personOf(one, accounts)))).toEqual(new Set(['b']));
  });

  it('count as whose they were on record, and as whose they are now', () => {
    const now = [account('a', 'x'), account('b', 'y')];

    expect(isSamePersonByNow(account('a', 'z'), account('c', 'x'), now)).toBe(true);
    expect(isSamePersonByNow(account('a', 'z'), account('c', 'z'), now)).toBe(true);
    expect(isSamePersonByNow(account('a', 'z'), account('b', 'x'), [account('b', 'y')])).toBe(false);
  });

  it('are counted by person', () => {
    const accounts = [account('a'), account('b', 'a'), account('c', 'n'), account('d', 'n'), account('e')];

    expect(countPersons(accounts, accounts)).toBe(3);
  });
});
