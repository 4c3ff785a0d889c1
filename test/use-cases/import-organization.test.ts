import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { CloudNode } from '#shared/domain/organization-import';
import { importOrganization } from '#shared/use-cases/import-organization';
import { removeUnused } from '#shared/use-cases/remove-unused';
import { changeResource, createResource } from '#shared/use-cases/shape-tree';
import { approval, assignment, foundOrganization, grace, margaret, role } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, grant } from './steps.ts';

const open = useWorlds();
let world: World;

const PROD = 'ou-ab12-11111111';
const TEST = 'ou-ab12-22222222';
const TEAM = 'ou-ab12-33333333';
const PAY = '111111111111';
const SHOP = '222222222222';

const unit = (id: string, name: string, parentId = '/'): CloudNode => ({
  id,
  name,
  kind: 'organizational_unit',
  parentId,
  isActive: true,
});
const account = (id: string, name: string, parentId: string, isActive = true): CloudNode => ({
  id,
  name,
  kind: 'account',
  parentId,
  isActive,
});
/** Production with Team with Pay; Test with Shop. */
const cloud = () => [
  unit(PROD, 'Production'),
  unit(TEST, 'Test'),
  unit(TEAM, 'Team', PROD),
  account(SHOP, 'Shop', TEST),
  account(PAY, 'Pay', TEAM),
];
const importing = (nodes: CloudNode[]) =>
  importOrganization({ ...world, cloudOrganization: { list: async () => nodes } });
const nodeOf = (id: string) => world.roles.findResource(id);
const byHand = (id: string, parentId = '/', kind: 'organizational_unit' | 'account' = 'organizational_unit') =>
  createResource({ id, displayName: id, kind, parentId }, grace, world);
const changes = async () => (await world.exportTable()).filter(({ type }) => type === 'resource.changed');

beforeEach(async () => {
  world = await foundOrganization(await open(), approval({ required: false }));
});

describe('the import from AWS Organizations (RES-1)', () => {
  it('writes the whole tree down, each node with the record of who did it', async () => {
    expect(await importing(cloud())).toEqual({ changed: 5, gone: [], deleted: [], left: [] });

    expect(await nodeOf(PAY)).toEqual({
      id: PAY,
      displayName: 'Pay',
      kind: 'account',
      ancestors: [TEAM, PROD, '/'],
      revision: 1,
    });
    const events = (await world.exportTable()).filter(({ type }) => type === 'resource.added');
    expect(events).toHaveLength(5);
    for (const { actor } of events) expect(actor).toMatchObject({ id: 'organization-import' });
  });

  it('writes into partitions of resources and of endings only, as it has no right to others', async () => {
    const before = new Set((await world.exportTable()).map((item) => JSON.stringify(item)));

    await importing(cloud());
    await importing([...cloud().slice(0, 3), account(PAY, 'Payroll', TEST)]);

    const changed = (await world.exportTable()).filter((item) => !before.has(JSON.stringify(item)));
    expect(changed).toHaveLength(12);
    for (const { pk } of changed) expect(pk).toMatch(/^(RESOURCE|ENDING)#/);
  });

  it('changes nothing the second time', async () => {
    await importing(cloud());
    const before = await world.exportTable();

    expect(await importing(cloud())).toEqual({ changed: 0, gone: [], deleted: [], left: [] });

    expect(await world.exportTable()).toEqual(before);
  });

  it('adds what is new, renames, and moves an account, each with its event', async () => {
    await importing(cloud());
    const next = [...cloud().slice(0, 3), unit('ou-ab12-44444444', 'New', TEST)];

    const moved = [account(SHOP, 'Web shop', TEST), account(PAY, 'Pay', 'ou-ab12-44444444')];
    expect(await importing([...next, ...moved])).toEqual({ changed: 3, gone: [], deleted: [], left: [] });

    expect(await nodeOf(SHOP)).toMatchObject({ displayName: 'Web shop', ancestors: [TEST, '/'] });
    expect(await nodeOf(PAY)).toMatchObject({ ancestors: ['ou-ab12-44444444', TEST, '/'], revision: 2 });
    expect(await changes()).toMatchObject([
      { subject: { id: PAY }, details: { previous: { ancestors: [TEAM, PROD, '/'] } } },
      { subject: { id: SHOP }, details: { displayName: 'Web shop', previous: { displayName: 'Shop' } } },
    ]);
  });

  it('keeps what AWS lists no more, or not as active, and names it', async () => {
    await importing(cloud());
    const before = await world.exportTable();

    const result = await importing([unit(PROD, 'Production'), unit(TEST, 'Test'), account(SHOP, 'X', PROD, false)]);

    expect(result).toEqual({ changed: 0, gone: [PAY, SHOP, TEAM], deleted: [], left: [] });
    expect(await world.exportTable()).toEqual(before);
  });

  it('leaves what was written by hand alone, and takes over what has an id of AWS', async () => {
    await byHand('res_mine');
    await byHand(SHOP, 'res_mine', 'account');

    expect(await importing(cloud())).toMatchObject({ changed: 5, left: [] });

    expect(await nodeOf('res_mine')).toMatchObject({ displayName: 'res_mine', revision: 1 });
    expect(await nodeOf(SHOP)).toMatchObject({ displayName: 'Shop', ancestors: [TEST, '/'] });
    expect(await world.resourceTree.countChildren('res_mine')).toBe(0);
  });

  it('goes on past what cannot come right, and says what and why', async () => {
    await byHand(TEAM, '/', 'account');

    const result = await importing(cloud());

    expect(result).toEqual({
      changed: 3,
      gone: [],
      deleted: [],
      left: [
        { id: TEAM, error: refused('resource_exists') },
        { id: PAY, error: refused('parent_is_account') },
      ],
    });
    expect(await nodeOf(SHOP)).toMatchObject({ ancestors: [TEST, '/'] });
  });

  it('leaves out what an administrator deleted, every time, and asks nobody to look', async () => {
    await importing(cloud());
    await removeUnused('resource', SHOP, grace, world);

    const [again, later] = [await importing(cloud()), await importing([...cloud(), unit('ou-ab12-44444444', 'New')])];

    expect(again).toEqual({ changed: 0, gone: [], deleted: [SHOP], left: [] });
    expect(later).toEqual({ changed: 1, gone: [], deleted: [SHOP], left: [] });
    expect(await nodeOf(SHOP)).toBeUndefined();
  });

  it('decides on what is there at that moment, whatever somebody changed meanwhile', async () => {
    await importing(cloud());
    const list = async () => {
      await changeResource(PAY, { displayName: 'Mine' }, grace, world);
      return [...cloud().slice(0, 3), account(SHOP, 'Web shop', TEST), account(PAY, 'Payroll', TEST)];
    };

    const result = await importOrganization({ ...world, cloudOrganization: { list } });

    expect(result).toMatchObject({ changed: 2, left: [] });
    expect(await nodeOf(PAY)).toMatchObject({ displayName: 'Payroll', ancestors: [TEST, '/'], revision: 3 });
  });

  it('that runs twice at once ends like one that ran alone', async () => {
    const results = await Promise.all([importing(cloud()), importing(cloud())]);
    const left = results.flatMap((result) => result.left.map(({ error }) => error));

    for (const error of left) expect(error).toBeInstanceOf(Error);
    expect(await importing(cloud())).toEqual({ changed: 0, gone: [], deleted: [], left: [] });
    expect(await nodeOf(PAY)).toMatchObject({ ancestors: [TEAM, PROD, '/'] });
    expect(await world.resourceTree.countChildren(TEAM)).toBe(1);
  });

  it('does nothing before consent', async () => {
    world = await open();

    expect(await importing(cloud())).toEqual({ changed: 0, gone: [], deleted: [], left: [] });

    expect(await world.exportTable()).toEqual([]);
  });

  it('changes nothing when AWS cannot be listed wholly', async () => {
    await importing(cloud());
    const before = await world.exportTable();
    const list = () => Promise.reject(new Error('TooManyRequestsException'));

    await expect(importOrganization({ ...world, cloudOrganization: { list } })).rejects.toThrow('TooManyRequests');

    expect(await world.exportTable()).toEqual(before);
  });
});

describe('a unit that stands elsewhere in AWS', () => {
  const inTest = () => [...cloud().filter(({ id }) => id !== TEAM && id !== PAY), unit(TEAM, 'Our team', TEST)];

  it('moves with all that stands below it, what was written by hand included, in one transaction', async () => {
    await importing(cloud());
    await byHand('res_mine', TEAM);
    world.table.requests.length = 0;

    const result = await importing([...inTest(), account(PAY, 'Pay', TEAM)]);

    expect(result).toEqual({ changed: 1, gone: [], deleted: [], left: [] });
    expect(await nodeOf(TEAM)).toMatchObject({ displayName: 'Our team', ancestors: [TEST, '/'], revision: 2 });
    expect(await nodeOf(PAY)).toMatchObject({ ancestors: [TEAM, TEST, '/'], revision: 2 });
    expect(await nodeOf('res_mine')).toMatchObject({ ancestors: [TEAM, TEST, '/'], revision: 2 });
    expect(world.table.requests.filter((name) => name.includes('Write'))).toHaveLength(1);
    const counts = [PROD, TEST, TEAM].map((id) => world.resourceTree.countChildren(id));
    expect(await Promise.all(counts)).toEqual([0, 2, 2]);
    expect(await changes()).toHaveLength(3);
    for (const { actor } of await changes()) expect(actor).toMatchObject({ id: 'organization-import' });
  });

  it('comes right although the tree by hand is upside down', async () => {
    await byHand(TEAM);
    await byHand(PROD, TEAM);
    await byHand(PAY, PROD, 'account');

    expect(await importing(cloud())).toMatchObject({ changed: 5, left: [] });

    expect(await nodeOf(PROD)).toMatchObject({ ancestors: ['/'] });
    expect(await nodeOf(PAY)).toMatchObject({ ancestors: [TEAM, PROD, '/'] });
    expect(await importing(cloud())).toEqual({ changed: 0, gone: [], deleted: [], left: [] });
  });

  it('takes rights of its old ancestors away from all below it, also from a request that waits', async () => {
    await importing(cloud());
    await world.directory.addRole(role('backup'), demonstration);
    const eligible = assignment(margaret, 'backup', 'eligible', { resourceId: PROD });
    await world.directory.addAssignment(eligible, demonstration);
    const asked = await ask(world, { roleId: 'backup', resourceId: PAY }, margaret);

    await importing([...inTest(), account(PAY, 'Pay', TEAM)]);

    await expect(grant(world, asked)).rejects.toMatchObject({ name: 'GrantRefused', message: 'eligibility_gone' });
  });

  it.each([
    [47, { changed: 1, left: [] }],
    [48, { changed: 0, left: [{ id: TEAM, error: refused('resource_has_children') }] }],
  ])('with %i below it moves wholly or not at all, and is reported', async (below, expected) => {
    await importing(cloud());
    for (let count = 1; count < below; count += 1) await byHand(`res_${count}`, TEAM);

    const result = await importing([...inTest(), account(PAY, 'Pay', TEAM)]);

    expect(result).toMatchObject(expected);
    const ancestors = [TEAM, expected.changed === 1 ? TEST : PROD, '/'];
    for (const id of [PAY, 'res_1', 'res_46']) expect(await nodeOf(id)).toMatchObject({ ancestors });
  });
});
