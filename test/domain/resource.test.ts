import { describe, expect, it } from 'vitest';
import { covers, directory, nearestFirst, type Resource } from '#shared/domain/resource';

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
