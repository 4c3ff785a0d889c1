import { beforeEach, describe, expect, it } from 'vitest';
import { directoryProvider } from '#shared/access-providers/directory';
import type { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { cancelActivation } from '#shared/use-cases/end-own-activation';
import { grantAccess, NotGranted } from '#shared/use-cases/grant-access';
import { ada, assignment, EXCHANGE, foundOrganization, margaret, operators } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import {
  activate,
  ask,
  callerOf,
  eventsOf,
  expectSound,
  grant,
  refusalOf,
  stored,
  vote,
  worldWithoutApproval,
} from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithoutApproval(open);
});

const eligibility = keys.assignment(ada.id, assignment(ada, EXCHANGE, 'eligible').id);

describe('giving the access', () => {
  it('writes down that it may exist before it asks the provider, and calls it active after reading back', async () => {
    const { id, entitlement } = await ask(world, { durationMinutes: 60 });
    const seen: unknown[] = [];
    world.accessProvider.before = async (call) => {
      const { status } = await stored(world, id);
      const token = await world.taskTokens.find(id, 'hold');
      seen.push([call, status, token?.token, (await world.entitlements.find(entitlement)).holders]);
    };

    await grant(world, await stored(world, id), 'token');

    expect(seen).toEqual([
      ['grant', 'provisioning', 'token', [id]],
      ['read', 'provisioning', 'token', [id]],
    ]);
    expect(await expectSound(world, id)).toMatchObject({
      status: 'active',
      activatedAt: NOON,
      endsAt: plusMinutes(NOON, 60),
    });
    expect(await eventsOf(world, id)).toEqual(['requested', 'provisioning', 'activated']);
  });

  it('counts the duration from the moment the hold began, however long it took to get here', async () => {
    const { id } = await ask(world, { durationMinutes: 60 });
    world.passMinutes(7);

    await grantAccess({ activationId: id, generation: 1, taskToken: 't', heldSince: NOON }, world);

    expect(await stored(world, id)).toMatchObject({ activatedAt: plusMinutes(NOON, 7), endsAt: plusMinutes(NOON, 60) });
  });

  it('ends with the eligibility where that is sooner', async () => {
    await world.table.edit(eligibility, { endsAt: plusMinutes(NOON, 30) });
    const { id } = await ask(world, { durationMinutes: 30 });
    world.passMinutes(10);

    await grant(world, await stored(world, id));

    expect(await stored(world, id)).toMatchObject({ endsAt: plusMinutes(NOON, 30) });
  });

  it('works for the built-in directory, where the holders are the access', async () => {
    const accessProvider = directoryProvider(world.entitlements);
    const approved = await ask(world);

    await grant({ ...world, accessProvider: { ...world.accessProvider, ...accessProvider } }, approved);

    expect(await stored(world, approved.id)).toMatchObject({ status: 'active' });
  });

  it('works for an approved request, and for an eligibility through a group', async () => {
    world = await foundOrganization(await open());
    const { id } = await ask(world, {}, margaret);
    await vote(world, id);

    await grant(world, await stored(world, id));

    expect(await stored(world, id)).toMatchObject({ status: 'active', eligibility: { holderId: operators.id } });
  });
});

describe('no access is given', () => {
  it.each([
    ['pending_approval', async ({ id }: Activation) => stored(world, id)],
    ['cancelled', async ({ id }: Activation) => cancelActivation(id, await callerOf(world, ada), world)],
  ])('to what is %s', async (status, prepare) => {
    world = await foundOrganization(await open());
    const activation = await prepare(await ask(world));
    expect(activation.status).toBe(status);

    expect(await refusalOf(world, () => grant(world, activation))).toMatchObject({ name: 'GrantRefused' });
    expect(world.accessProvider.calls).toEqual([]);
  });

  it('to what does not exist, nor by an execution that another has replaced or that is still to come', async () => {
    const approved = await ask(world);

    for (const other of [{ id: 'act_none' }, { generation: 0 }, { generation: 2 }])
      expect(await refusalOf(world, () => grant(world, { ...approved, ...other }))).toMatchObject({
        name: 'GrantRefused',
      });
  });

  it.each([
    ['has been silent for more than 10 minutes', () => world.passMinutes(10 + 1 / 60_000)],
    ['has never run', () => world.table.erase(keys.heartbeat())],
  ])('while the sweeper %s', async (_, silence) => {
    const approved = await ask(world);
    await silence();

    expect(await refusalOf(world, () => grant(world, approved))).toMatchObject({ name: 'SweeperSilent' });
  });

  it('while the same access is being withdrawn, and is once that is over', async () => {
    const approved = await ask(world);
    const none = await world.entitlements.find(approved.entitlement);
    await world.entitlements.replace({ ...none, withdrawingUntil: plusMinutes(NOON, 3) }, none);

    const waiting = await refusalOf(world, () => grant(world, approved));
    expect(waiting).toBeInstanceOf(NotGranted);
    expect(waiting).toMatchObject({ name: 'EntitlementBeingWithdrawn' });
    world.passMinutes(3);
    await grant(world, approved);

    const { withdrawingUntil, holders } = await world.entitlements.find(approved.entitlement);
    expect([withdrawingUntil, holders]).toEqual([undefined, [approved.id]]);
  });

  it('after the attempt’s time, when storing it took that long', async () => {
    const approved = await ask(world);
    const replace: World['activations']['replace'] = async (...writes) => {
      await world.activations.replace(...writes);
      world.passMinutes(1.5);
    };

    const late = grant({ ...world, activations: { ...world.activations, replace } }, approved);

    await expect(late).rejects.toThrow('took too long');
    expect(world.accessProvider.calls).toEqual([]);
    expect(await stored(world, approved.id)).toMatchObject({ status: 'provisioning' });
  });
});

describe('a newer execution', () => {
  it('of an active activation only leaves its token and asks the provider nothing', async () => {
    const active = await activate(world);
    const next = { ...active, generation: 2, revision: active.revision + 1 };
    const restarted = { type: 'activation.workflow_restarted' as const, actor: ada, details: {} };
    await world.activations.replace(next, active, restarted);
    const before = world.accessProvider.calls.length;

    await grant(world, next, 'second');

    expect(await world.taskTokens.find(active.id, 'hold')).toEqual({ token: 'second', generation: 2 });
    expect(await stored(world, active.id)).toEqual(next);
    expect(world.accessProvider.calls).toHaveLength(before);
  });
});
