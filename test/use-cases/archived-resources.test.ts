import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { changeResource, createResource } from '#shared/use-cases/shape-tree';
import { alan, assignment, EXCHANGE, foundOrganization, grace, mallory } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { reach, statuses } from './lost-rights.ts';
import { ask, expectSound, grant, stored, vote } from './steps.ts';

const open = useWorlds();
let world: World;
const SHOP = { resourceId: 'shop' };

/** mallory is eligible for Exchange at the unit, where the shop stands. */
beforeEach(async () => {
  world = await foundOrganization(await open());
  await createResource({ id: 'unit', displayName: 'Unit', kind: 'organizational_unit' }, grace, world);
  await createResource({ id: 'shop', displayName: 'Shop', kind: 'account', parentId: 'unit' }, grace, world);
  await world.directory.addAssignment(assignment(mallory, EXCHANGE, 'eligible', { resourceId: 'unit' }), demonstration);
});

const archive = (archived = true) => changeResource('shop', { archived }, grace, world);
async function dispatch(): Promise<void> {
  for (const { entity, id } of await world.exportTable())
    if (entity === 'ending') while ((await endNextPage(String(id), world)).goesOn);
}
const evaluate = () =>
  evaluateAccess(
    {
      subject: { type: 'user', id: mallory.id },
      action: { name: 'use' },
      resource: { type: 'role', id: EXCHANGE, properties: SHOP },
    },
    world,
  );

describe('a resource that goes into the archive (ASG-4, T-50)', () => {
  it.each(statuses)('ends what is %s there at once', async (status) => {
    const { id } = await reach(world, status, mallory, SHOP);
    await archive();

    await dispatch();

    const isGiven = status === 'provisioning' || status === 'active';
    const reason = 'resource_archived';
    expect(await expectSound(world, id)).toMatchObject(
      isGiven ? { status: 'revoking', outcome: 'revoked', reason } : { status: 'cancelled', reason, endedAt: NOON },
    );
  });

  it('is no place for anybody from then on, and for who holds something there again when it is taken out (ACT-9)', async () => {
    const standing = assignment(mallory, EXCHANGE, 'active', SHOP);
    await world.directory.addAssignment(standing, demonstration);
    await archive();
    expect(await evaluate()).toEqual({ decision: false, context: { reason: 'resource_archived' } });

    await archive(false);

    expect(await evaluate()).toMatchObject({ decision: true });
  });

  it('gives nothing that was approved before, though dispatch never hears of it', async () => {
    const { id } = await ask(world, SHOP, mallory);
    await vote(world, id, alan);
    await archive();

    await expect(grant(world, await stored(world, id))).rejects.toThrow('resource_archived');

    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'resource_archived' });
  });

  it('leaves what was asked for after it was taken out again', async () => {
    await archive();
    await archive(false);
    world.passMinutes(1);
    const { id } = await ask(world, SHOP, mallory);

    await dispatch();

    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval' });
  });
});
