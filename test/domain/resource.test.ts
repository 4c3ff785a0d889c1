import { describe, expect, it } from 'vitest';
import {
  ancestorsBelow,
  covers,
  directory,
  moveBelow,
  moveWithAllBelow,
  nearestFirst,
  type Resource,
} from '#shared/domain/resource';
import { refused } from '#test/support/refused';

const account: Resource = {
  id: 'res_account',
  displayName: 'Production',
  kind: 'account',
  ancestors: ['res_unit', '/'],
  revision: 1,
};

describe('a right at a node', () => {
  it.each([
    ['res_account', true],
    ['res_unit', true],
    ['/', true],
    ['res_other', false],
  ])('%s reaches an account below the unit: %s', (node, expected) => {
    expect(covers(node, account)).toBe(expected);
  });

  it('does not reach up', () => {
    expect(covers('res_account', directory)).toBe(false);
  });
});

describe('the nodes that may have settings', () => {
  it('are the node and its ancestors, nearest first', () => {
    expect(nearestFirst(account)).toEqual(['res_account', 'res_unit', '/']);
    expect(nearestFirst(directory)).toEqual(['/']);
  });
});

describe('a place in the tree', () => {
  const unit = (id: string, ancestors: string[]): Resource => ({
    id,
    displayName: id,
    kind: 'organizational_unit',
    ancestors,
    revision: 1,
  });
  const chain = (length: number) => [...Array.from({ length: length - 1 }, (_, at) => `u${at}`), '/'];

  it('tells of every ancestor, nearest first, up to ten', () => {
    expect(ancestorsBelow(directory)).toEqual(['/']);
    expect(ancestorsBelow(unit('b', ['a', '/']))).toEqual(['b', 'a', '/']);
    expect(ancestorsBelow(unit('deep', chain(9)))).toHaveLength(10);
  });

  it.each([
    ['below an account', account, 'parent_is_account'],
    ['deeper than ten', unit('deep', chain(10)), 'resource_too_deep'],
  ] as const)('is refused %s', (_, parent, code) => {
    const violations = [expect.objectContaining({ rule: 'parentId', code })];

    expect(() => ancestorsBelow(parent)).toThrow(refused(code, { violations }));
  });

  it('is refused below oneself, near or far', () => {
    const top = unit('top', ['/']);

    expect(() => moveBelow(top, top)).toThrow(refused('resource_cycle'));
    expect(() => moveBelow(top, unit('c', ['b', 'top', '/']))).toThrow(refused('resource_cycle'));
    expect(moveBelow(top, unit('other', ['/']))).toMatchObject({ ancestors: ['other', '/'], revision: 2 });
  });

  it('moves with all that stands below it, each in its place there', () => {
    const [top, inner, leaf] = [unit('top', ['old', '/']), unit('inner', ['top', 'old', '/']), account];
    const below = [inner, { ...leaf, ancestors: ['inner', 'top', 'old', '/'] }];

    const moved = moveWithAllBelow(top, below, unit('new', ['far', '/']));

    expect(moved.map(({ id, ancestors, revision }) => ({ id, ancestors, revision }))).toEqual([
      { id: 'top', ancestors: ['new', 'far', '/'], revision: 2 },
      { id: 'inner', ancestors: ['top', 'new', 'far', '/'], revision: 2 },
      { id: account.id, ancestors: ['inner', 'top', 'new', 'far', '/'], revision: 2 },
    ]);
  });

  it('does not move where what is deepest below it would be too deep', () => {
    const [top, inner] = [unit('top', ['/']), unit('inner', ['top', '/'])];

    expect(moveWithAllBelow(top, [inner], unit('deep', chain(8)))[1]?.ancestors).toHaveLength(10);
    expect(() => moveWithAllBelow(top, [inner], unit('deep', chain(9)))).toThrow(refused('resource_too_deep'));
    expect(() => moveWithAllBelow(top, [inner], inner)).toThrow(refused('resource_cycle'));
  });
});
