import { beforeEach, describe, expect, it } from 'vitest';
import { directoryProvider } from '#shared/access-providers/directory';
import type { Activation } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { cancelActivation } from '#shared/use-cases/end-own-activation';
import { grantAccess, NotGranted } from '#shared/use-cases/grant-access';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { failing } from '#test/support/fake-access-provider';
import {
  ada,
  approval,
  assignment,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  margaret,
  operators,
} from '#test/support/found-organization';
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
const settings = keys.settings(EXCHANGE, '/');
const change = (changes: object) => (w: World) =>
  w.table.edit(settings, { settings: { ...exchangeSettings, ...approval({ required: false }), ...changes } });

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

describe('what was true at the request', () => {
  it.each([
    [
      'principal_disabled',
      'the requester was disabled',
      (w: World) => w.table.edit(keys.principal(ada.id), { enabled: false }),
    ],
    ['eligibility_gone', 'the eligibility was removed', (w: World) => w.table.erase(eligibility)],
    ['eligibility_gone', 'the eligibility ended', (w: World) => w.table.edit(eligibility, { endsAt: NOON })],
    ['role_disabled', 'the role was disabled', (w: World) => w.table.edit(keys.role(EXCHANGE), { enabled: false })],
    ['role_disabled', 'the role was removed', (w: World) => w.table.erase(keys.role(EXCHANGE))],
    ['duration_too_long', 'the maximum was lowered', change({ maximumDurationMinutes: 30 })],
    ['approval_missing', 'approval was demanded', change(approval({ required: true }))],
  ])('is judged again: it is cancelled as %s when %s (T-16)', async (reason, _, edit) => {
    const approved = await ask(world, { durationMinutes: 60 });
    await edit(world);

    await expect(grant(world, approved)).rejects.toMatchObject({ name: 'GrantRefused', message: reason });

    expect(await expectSound(world, approved.id)).toMatchObject({ status: 'cancelled', reason, endedAt: NOON });
    expect(world.accessProvider.calls).toEqual([]);
    expect((await world.activations.listEvents(approved.id)).at(-1)).toMatchObject({
      type: 'activation.cancelled',
      actor: { id: 'workflow' },
      details: { reason },
    });
  });

  it('is judged again: a group left since then ends it', async () => {
    const approved = await ask(world, {}, margaret);
    await world.table.erase(keys.membership(margaret.id, operators.id));

    await expect(grant(world, approved)).rejects.toMatchObject({ message: 'eligibility_gone' });
  });

  it('is judged again: the larger quorum of today counts', async () => {
    world = await foundOrganization(await open());
    const { id } = await ask(world);
    const approved = await vote(world, id);
    await world.table.edit(settings, { settings: { ...exchangeSettings, ...approval({ quorum: 2 }) } });

    await expect(grant(world, approved)).rejects.toMatchObject({ message: 'approval_missing' });
  });

  it('is demanded by the transaction: a removal between judging and writing leaves no access', async () => {
    const approved = await ask(world);
    const entitlements = {
      ...world.entitlements,
      find: async (key: string) => {
        await world.table.edit(keys.principal(ada.id), { enabled: false });
        return world.entitlements.find(key);
      },
    };

    await expect(grant({ ...world, entitlements }, approved)).rejects.toMatchObject({ name: 'Stale' });

    expect(await stored(world, approved.id)).toMatchObject({ status: 'approved' });
    expect(world.accessProvider.calls).toEqual([]);
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

const forget: World['accessProvider']['after'] = (_, { key }) => void world.accessProvider.given.delete(key);

describe('a provider that fails', () => {
  it.each([
    ['without effect', { before: failing(1) }],
    ['after the effect', { after: failing(1) }],
    ['by not showing what it was asked to give', { after: forget }],
  ])(
    '%s leaves what may have been given to revoking, which waits until no grant can land any more (T-35)',
    async (_, fault) => {
      const approved = await ask(world);
      Object.assign(world.accessProvider, fault);

      await expect(grant(world, approved)).rejects.toThrow();
      expect(await stored(world, approved.id)).toMatchObject({ status: 'provisioning' });
      const revoke = () => revokeAccess({ activationId: approved.id, generation: 1 }, world);
      await expect(revoke()).rejects.toMatchObject({ name: 'GrantMayStillLand' });
      expect(await stored(world, approved.id)).toMatchObject({ status: 'revoking', outcome: 'failed' });
      world.passMinutes(1.5);
      await revoke();

      expect(await expectSound(world, approved.id)).toMatchObject({ status: 'ended', outcome: 'failed' });
      expect(world.accessProvider.given.size).toBe(0);
      expect((await world.entitlements.find(approved.entitlement)).holders).toEqual([]);
    },
  );
});
