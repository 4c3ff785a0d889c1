import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { demonstration } from '#shared/domain/audit-event';
import { keys } from '#shared/dynamodb/keys';
import { advanceWorkflow } from '#shared/use-cases/advance-workflow';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { ada, foundOrganization } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { activate, ask, callerOf, eventsOf, expectSound, stored, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

const advance = (id: string) => advanceWorkflow(id, world);
const running = (id: string, generation = 1) => world.workflow.executions.set(`${id}.${generation}`, 'running');
const ended = (id: string, generation = 1) => world.workflow.executions.set(`${id}.${generation}`, 'ended');

type Prepare = () => Promise<Activation>;
const statuses: [Activation['status'], Prepare][] = [
  ['pending_approval', () => ask(world)],
  ['approved', async () => vote(world, (await ask(world)).id)],
  [
    'active',
    async () => {
      world = await worldWithoutApproval(open);
      return activate(world, { durationMinutes: 60 });
    },
  ],
  [
    'revoking',
    async () => {
      world = await worldWithoutApproval(open);
      return deactivateActivation((await activate(world)).id, await callerOf(world, ada), world);
    },
  ],
];

describe('whatever the status', () => {
  it.each(statuses)('%s is left alone while its execution runs', async (_, prepare) => {
    const { id } = await prepare();
    running(id);
    const before = await world.exportTable();

    await advance(id);

    expect(world.workflow.calls.filter((call) => call.startsWith('start'))).toEqual([]);
    expect(await world.exportTable()).toEqual(before);
  });

  it.each(statuses)('%s gets the next execution when its own has ended, and one only', async (status, prepare) => {
    const { id } = await prepare();
    ended(id);

    await advance(id);
    await advance(id);

    expect(world.workflow.calls.filter((call) => call.startsWith('start'))).toEqual([`start ${id}.2`]);
    expect(await stored(world, id)).toMatchObject({ status, generation: 2 });
    expect((await eventsOf(world, id)).at(-1)).toBe('workflow_restarted');
    await expectSound(world, id);
  });

  it.each(statuses)('%s whose execution is gone is started under its number, which is free', async (_, prepare) => {
    const { id } = await prepare();

    await advance(id);

    expect([...world.workflow.executions]).toEqual([[`${id}.1`, 'running']]);
  });

  it.each(['denied', 'timed_out', 'cancelled', 'ended'] as const)('%s starts nothing', async (status) => {
    const { id } = await ask(world);
    await world.table.edit(keys.activation(id), {
      status,
      endedAt: NOON,
      endsAt: NOON,
      provisioningSince: NOON,
      outcome: 'expired',
    });
    ended(id);

    await advance(id);

    expect(world.workflow.calls).toEqual([]);
  });
});

describe('the next execution', () => {
  it('holds what is active for the time that is left, and no more', async () => {
    world = await worldWithoutApproval(open);
    const { id } = await activate(world, { durationMinutes: 60 });
    ended(id);
    world.passMinutes(59.99);

    await advance(id);

    expect(world.workflow.inputs.get(`${id}.2`)).toMatchObject({ needsApproval: false, holdSeconds: 1 });
  });

  it('waits for a decision only as long as the deadline leaves', async () => {
    const { id } = await ask(world);
    ended(id);
    world.passMinutes(60);

    await advance(id);

    const { requestedAt } = (await world.activations.find(id)) ?? {};
    expect(world.workflow.inputs.get(`${id}.2`)).toMatchObject({
      needsApproval: true,
      approvalSeconds: 23 * 60 * 60,
      tokenExpiresAtSeconds: Date.parse(String(requestedAt)) / 1000 + 60 * 60 + 400 * 24 * 60 * 60,
    });
  });

  it('is not started past the twenty-fifth', async () => {
    const { id } = await ask(world);
    const asked = await stored(world, id);
    const late = { ...asked, generation: 25, revision: 2 };
    await world.activations.replace(late, asked, {
      type: 'activation.workflow_restarted',
      actor: demonstration,
      details: {},
    });
    ended(id, 25);

    await expect(advance(id)).rejects.toThrow('25 executions');
    expect(world.workflow.calls).toEqual([]);
  });

  it('is one only when two find the workflow ended at once', async () => {
    const { id } = await ask(world);
    ended(id);

    await Promise.allSettled([advance(id), advance(id), advance(id)]);

    expect(world.workflow.executions.get(`${id}.2`)).toBe('running');
    expect(world.workflow.executions.has(`${id}.3`)).toBe(false);
  });
});
