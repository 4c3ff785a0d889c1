import { describe, expect, it } from 'vitest';
import { type CloudNode, planImport } from '#shared/domain/organization-import';
import { directory, type Resource } from '#shared/domain/resource';

const UNIT = 'ou-ab12-cdef3456';
const OTHER = 'ou-ab12-00000000';
const ACCOUNT = '123456789012';

const unit = (changes: Partial<CloudNode> = {}): CloudNode => ({
  id: UNIT,
  name: 'Workloads',
  kind: 'organizational_unit',
  parentId: '/',
  isActive: true,
  ...changes,
});
const account = (changes: Partial<CloudNode> = {}) =>
  unit({ id: ACCOUNT, name: 'Pay', kind: 'account', parentId: UNIT, ...changes });
const resource = (changes: Partial<Resource> = {}): Resource => ({
  id: UNIT,
  displayName: 'Workloads',
  kind: 'organizational_unit',
  ancestors: ['/'],
  revision: 1,
  ...changes,
});
const pay = (changes: Partial<Resource> = {}) =>
  resource({ id: ACCOUNT, displayName: 'Pay', kind: 'account', ancestors: [UNIT, '/'], ...changes });

describe('what it takes to bring the tree in line with AWS Organizations', () => {
  it.each<[string, Resource[], CloudNode[], unknown[]]>([
    ['nothing where both are empty', [directory], [], []],
    ['nothing where all is right', [directory, resource(), pay()], [unit(), account()], []],
    [
      'new nodes, parents first, as they are listed',
      [directory],
      [unit(), account()],
      [
        { action: 'create', id: UNIT, displayName: 'Workloads', kind: 'organizational_unit', parentId: '/' },
        { action: 'create', id: ACCOUNT, displayName: 'Pay', kind: 'account', parentId: UNIT },
      ],
    ],
    [
      'another name',
      [resource()],
      [unit({ name: 'Production' })],
      [{ action: 'change', id: UNIT, displayName: 'Production' }],
    ],
    [
      'another parent',
      [resource(), pay()],
      [unit(), account({ parentId: OTHER })],
      [{ action: 'change', id: ACCOUNT, parentId: OTHER }],
    ],
    [
      'both, for what was written by hand with an id of AWS',
      [pay({ displayName: 'by hand', ancestors: ['res_mine', '/'] })],
      [account({ parentId: '/' })],
      [{ action: 'change', id: ACCOUNT, displayName: 'Pay', parentId: '/' }],
    ],
    ['nothing for what was written by hand', [resource({ id: 'res_mine' }), resource({ id: 'ou-mine' })], [], []],
    ['nothing for an account that closes, here', [pay()], [account({ isActive: false, name: 'Closed' })], []],
    ['nothing for an account that closes, not here', [], [account({ isActive: false })], []],
  ])('is %s', (_, tree, listed, steps) => {
    expect(planImport(tree, listed).steps).toEqual(steps);
  });

  it('names what AWS lists no more, or not as active, and takes nothing away', () => {
    const tree = [directory, resource(), pay(), resource({ id: 'res_mine' }), pay({ id: '210987654321' })];

    const plan = planImport(tree, [account({ isActive: false }), account({ id: '210987654321' })]);

    expect(plan).toEqual({ steps: [], gone: [UNIT, ACCOUNT], mismatched: [] });
  });

  it('leaves a unit that is an account in AWS, and names it', () => {
    const tree = [resource(), pay({ kind: 'organizational_unit', displayName: 'Mine' })];

    expect(planImport(tree, [unit(), account()])).toEqual({ steps: [], gone: [], mismatched: [ACCOUNT] });
  });

  it.each([
    ['  Pay\u0000roll\r\n ', 'Pay roll'],
    ['', ACCOUNT],
    ['\u200b \t', ACCOUNT],
    ['x'.repeat(128), 'x'.repeat(100)],
    [`${'x'.repeat(99)}😀`, 'x'.repeat(99)],
    ['\u202eyad\u202cPay\u2028day', 'yadPay day'],
    ['\u3164\u0301', '123456789012'],
  ])('makes one line of at most 100 characters of the name %j', (name, displayName) => {
    expect(planImport([], [account({ name })]).steps).toMatchObject([{ displayName }]);
    expect(planImport([pay({ displayName })], [account({ name })]).steps).toEqual([]);
  });
});
