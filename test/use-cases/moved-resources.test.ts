import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { CloudNode } from '#shared/domain/organization-import';
import { keys } from '#shared/dynamodb/keys';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { importOrganization } from '#shared/use-cases/import-organization';
import { changeResource, createResource } from '#shared/use-cases/shape-tree';
import { sweep } from '#shared/use-cases/sweep';
import { alan, assignment, EXCHANGE, foundOrganization, grace, mallory } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { reach, statuses } from './lost-rights.ts';
import { ask, expectSound, stored, vote } from './steps.ts';

const open = useWorlds();
let world: World;
const ACCOUNT = { resourceId: 'account' };

/** mallory is eligible for Exchange at `unit`, where the account stands, and at `inner` below it; at `other` for nothing. */
beforeEach(async () => {
  world = await foundOrganization(await open());
  const unit = (id: string, parentId = '/') =>
    createResource({ id, displayName: 'Unit', kind: 'organizational_unit', parentId }, grace, world);
  await unit('unit');
  await unit('inner', 'unit');
  await unit('other');
  await createResource({ id: 'account', displayName: 'Account', kind: 'account', parentId: 'unit' }, grace, world);
  const eligible = assignment(mallory, EXCHANGE, 'eligible', { resourceId: 'unit' });
  await world.directory.addAssignment(eligible, demonstration);
});

const move = (parentId: string, id = 'account') => changeResource(id, { parentId }, grace, world);
const mayUse = async (resourceId = 'account') => {
  const question = {
    subject: { type: 'user', id: mallory.id },
    action: { name: 'use' },
    resource: { type: 'role', id: EXCHANGE, properties: { resourceId } },
  };
  return (await evaluateAccess(question, world)).decision;
};
const endings = async () => (await world.exportTable()).filter(({ entity }) => entity === 'ending');

/** Takes the note of the eligibility away, as version 0.1 did without it. */
async function forgetEligibility(): Promise<void> {
  const documents = DynamoDBDocumentClient.from(world.table.client);
  const Key = keys.openActivation(mallory.id, EXCHANGE, 'account');
  await documents.send(
    new UpdateCommand({ TableName: world.table.name, Key, UpdateExpression: 'REMOVE eligibilityId' }),
  );
}

/** What dispatch does when it hears of them. */
async function dispatch(): Promise<void> {
  for (const { id } of await endings()) while ((await endNextPage(String(id), world)).goesOn);
}

describe('a resource that moves out from under an eligibility (ASG-4b, T-50)', () => {
  it.each(statuses)('ends what is %s there at once, by whoever moved it', async (status) => {
    const { id } = await reach(world, status, mallory, ACCOUNT);
    await move('other');

    await dispatch();

    const isGiven = status === 'provisioning' || status === 'active';
    const reason = 'resource_moved';
    expect(await expectSound(world, id)).toMatchObject(
      isGiven ? { status: 'revoking', outcome: 'revoked', reason } : { status: 'cancelled', reason, endedAt: NOON },
    );
    const cause = { reason, resourceIds: ['account'], previousParentId: 'unit', parentId: 'other' };
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({
      actor: { id: grace.id },
      details: { reason, cause },
    });
  });

  it('ends what waits for its start', async () => {
    const { id } = await ask(world, { ...ACCOUNT, startsAt: plusMinutes(NOON, 60) }, mallory);
    await vote(world, id, alan);
    await move('other');

    await dispatch();

    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'resource_moved' });
  });

  it('is no place for anybody from the move on, whenever what ends it comes (ACT-9)', async () => {
    await reach(world, 'active', mallory, ACCOUNT);
    expect(await mayUse()).toBe(true);

    await move('other');

    expect(await mayUse()).toBe(false);
    await move('unit');
    expect(await mayUse()).toBe(true);
  });

  it('is no place for what version 0.1 stored, which did not note the eligibility', async () => {
    await reach(world, 'active', mallory, ACCOUNT);
    await forgetEligibility();
    expect(await mayUse()).toBe(true);

    await move('other');

    expect(await mayUse()).toBe(false);
  });

  it('is left by the sweeper when dispatch never hears of the move', async () => {
    const { id } = await reach(world, 'active', mallory, ACCOUNT);
    await move('other');

    world.passMinutes(1);
    await sweep(world);

    expect(await stored(world, id)).toMatchObject({ outcome: 'revoked', reason: 'resource_moved' });
    world.passMinutes(2);
    await sweep(world);
    expect(await endings()).toEqual([]);
  });
});

describe('what goes on', () => {
  it.each([
    ['at a place that is reached still', 'inner'],
    ['at a place that is back before anybody looked', 'unit'],
  ])('is an activation %s', async (_, parentId) => {
    const { id } = await reach(world, 'active', mallory, ACCOUNT);
    if (parentId === 'unit') await move('other');
    await move(parentId);

    await dispatch();

    expect(await stored(world, id)).toMatchObject({ status: 'active' });
    expect(await mayUse()).toBe(true);
  });

  it('is what rests on an eligibility of another place, and what is open elsewhere', async () => {
    const whole = assignment(alan, EXCHANGE, 'eligible');
    await world.directory.addAssignment(whole, demonstration);
    const reached = await ask(world, ACCOUNT, alan);
    const elsewhere = await ask(world, { resourceId: 'unit' }, mallory);
    await move('other');

    await dispatch();

    for (const { id } of [reached, elsewhere])
      expect(await stored(world, id)).toMatchObject({ status: 'pending_approval' });
  });

  it('is everything when a node is renamed: no ending is written', async () => {
    await changeResource('account', { displayName: 'Payments' }, grace, world);

    expect(await endings()).toEqual([]);
  });
});

describe('a move and what it ends', () => {
  it('are one transaction: a move that loses a race ends nothing', async () => {
    const before = await world.roles.findResource('account');
    if (!before) throw new Error('no account');
    const next = { ...before, ancestors: ['other', '/'], revision: 2 };
    const ending = { id: 'end_x', cause: { reason: 'resource_moved' as const, resourceIds: ['account'] }, at: NOON };
    const event = { type: 'resource.changed' as const, actor: grace, details: {} };

    const late = { ...before, revision: 7 };
    const attempt = world.resourceTree.replace(next, late, event, { ...ending, actor: grace, pages: 0 });

    await expect(attempt).rejects.toMatchObject({ name: 'Stale' });
    expect(await endings()).toEqual([]);
  });

  it('of a whole unit by the import are one record, which ends what runs at any node of it', async () => {
    const { id } = await reach(world, 'active', mallory, ACCOUNT);
    await changeResource('account', { parentId: 'inner' }, grace, world);
    await dispatch();
    world.passMinutes(2);
    await sweep(world);
    const node = (nodeId: string, parentId: string, kind: CloudNode['kind']): CloudNode => {
      return { id: nodeId, name: 'Unit', kind, parentId, isActive: true };
    };
    const list = async () => [
      node('unit', '/', 'organizational_unit'),
      node('other', '/', 'organizational_unit'),
      node('inner', 'other', 'organizational_unit'),
      node('account', 'inner', 'account'),
    ];

    await importOrganization({ ...world, cloudOrganization: { list } });

    expect(await mayUse()).toBe(false);
    expect((await endings()).map(({ cause }) => cause)).toEqual([
      { reason: 'resource_moved', resourceIds: ['account', 'inner'], previousParentId: 'unit', parentId: 'other' },
    ]);
    await dispatch();
    expect(await stored(world, id)).toMatchObject({ outcome: 'revoked', reason: 'resource_moved' });
  });

  it('of 120 accounts by the import are 120 records', async () => {
    const list = (parentId: string) => async () =>
      Array.from({ length: 120 }, (_, at): CloudNode => {
        const number = String(100_000_000_000 + at);
        return { id: number, name: `Account ${at}`, kind: 'account', parentId, isActive: true };
      }).concat(
        ['unit', 'other'].map((id) => ({
          id,
          name: 'Unit',
          kind: 'organizational_unit',
          parentId: '/',
          isActive: true,
        })),
      );
    await importOrganization({ ...world, cloudOrganization: { list: list('unit') } });

    await importOrganization({ ...world, cloudOrganization: { list: list('other') } });

    expect(new Set((await endings()).map(({ cause }) => Object(cause).resourceIds.join())).size).toBe(120);
  });
});
