import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { changeResource, createResource } from '#shared/use-cases/shape-tree';
import { approval, assignment, foundOrganization, grace, margaret, role } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, grant, refusalOf, stored } from './steps.ts';

const open = useWorlds();
let world: World;
const unit = (id: string, parentId?: string) =>
  createResource({ id, displayName: id, kind: 'organizational_unit', parentId }, grace, world);
beforeEach(async () => {
  world = await foundOrganization(await open(), approval({ required: false }));
  await unit('ou-a');
  await unit('ou-b', 'ou-a');
  await unit('ou-c');
});

describe('a node of the tree (RES-1)', () => {
  it('stands below the directory, or a parent, and knows every ancestor', async () => {
    const account = await createResource(
      { id: '123456789012', displayName: 'Pay', kind: 'account', parentId: 'ou-b' },
      grace,
      world,
    );

    expect(account).toEqual({ ...account, kind: 'account', ancestors: ['ou-b', 'ou-a', '/'], revision: 1 });
    expect(await world.roles.findResource('123456789012')).toEqual(account);
    expect((await createResource({ displayName: 'X', kind: 'account' }, grace, world)).id).toMatch(/^res_/);
  });

  it.each([
    ['whose id exists', { id: 'ou-a' }, 'resource_exists'],
    ['that would be the directory', { id: '/' }, 'resource_exists'],
    ['below nothing', { parentId: 'nowhere' }, 'resource_not_found'],
  ])('is refused %s', async (_, wanted, code) => {
    const attempt = () => createResource({ displayName: 'X', kind: 'account', ...wanted }, grace, world);

    expect(await refusalOf(world, attempt)).toMatchObject({ code });
  });

  it('is not made deeper than ten below the directory', async () => {
    let parentId = 'ou-c';
    for (let depth = 2; depth <= 10; depth += 1) parentId = (await unit(`deep-${depth}`, parentId)).id;

    expect(await refusalOf(world, () => unit('deep-11', parentId))).toMatchObject({ code: 'resource_too_deep' });
  });
});

describe('changing a node', () => {
  it.each([
    ['below itself', 'ou-a', { parentId: 'ou-a' }, 'resource_cycle'],
    ['below what is below it', 'ou-a', { parentId: 'ou-b' }, 'resource_cycle'],
    ['with children', 'ou-a', { parentId: 'ou-c' }, 'resource_has_children'],
    ['below nothing', 'ou-b', { parentId: 'nowhere' }, 'resource_not_found'],
    ['that is the directory', '/', { displayName: 'Us' }, 'directory_is_fixed'],
    ['that is not there', 'nowhere', { displayName: 'Us' }, 'resource_not_found'],
  ])('is refused %s', async (_, id, changes, code) => {
    expect(await refusalOf(world, () => changeResource(id, changes, grace, world))).toMatchObject({ code });
  });

  it('moves it when it has none, and once its children are gone', async () => {
    await changeResource('ou-b', { parentId: 'ou-c', displayName: 'B' }, grace, world);
    await changeResource('ou-a', { parentId: 'ou-b' }, grace, world);

    expect(await world.roles.findResource('ou-b')).toMatchObject({ displayName: 'B', ancestors: ['ou-c', '/'] });
    expect(await world.roles.findResource('ou-a')).toMatchObject({ ancestors: ['ou-b', 'ou-c', '/'], revision: 2 });
    const events = (await world.exportTable()).filter(({ type }) => type === 'resource.changed');
    expect(events.map(({ details }) => details)).toContainEqual({
      displayName: 'B',
      ancestors: ['ou-c', '/'],
      previous: { displayName: 'ou-b', ancestors: ['ou-a', '/'] },
    });
  });

  it('to what it is already puts nothing on record', async () => {
    const before = await world.exportTable();

    await changeResource('ou-b', { displayName: 'ou-b', parentId: 'ou-a' }, grace, world);

    expect(await world.exportTable()).toEqual(before);
  });

  it('of two that move below each other at once lets one, 20 times', async () => {
    for (let round = 0; round < 20; round += 1) {
      const [x, y] = [await unit(`x-${round}`), await unit(`y-${round}`)];

      const results = await Promise.allSettled([
        changeResource(x.id, { parentId: y.id }, grace, world),
        changeResource(y.id, { parentId: x.id }, grace, world),
      ]);

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(results.find((result) => result.status === 'rejected')?.reason).toMatchObject({
        code: expect.stringMatching(/^resource_(cycle|has_children)$/),
      });
    }
  });

  it('away from an eligibility takes the grant away from a request that waits', async () => {
    await world.directory.addRole(role('backup'), demonstration);
    const eligible = assignment(margaret, 'backup', 'eligible', { resourceId: 'ou-a' });
    await world.directory.addAssignment(eligible, demonstration);
    const asked = await ask(world, { roleId: 'backup', resourceId: 'ou-b' }, margaret);
    await changeResource('ou-b', { parentId: 'ou-c' }, grace, world);

    await expect(grant(world, asked)).rejects.toMatchObject({ name: 'GrantRefused', message: 'eligibility_gone' });

    expect(await stored(world, asked.id)).toMatchObject({ status: 'cancelled', reason: 'eligibility_gone' });
  });
});
