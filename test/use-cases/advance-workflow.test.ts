import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { advanceWorkflow } from '#shared/use-cases/advance-workflow';
import { cancelActivation, deactivateActivation } from '#shared/use-cases/end-own-activation';
import { ada, foundOrganization, grace } from '#test/support/found-organization';
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

/** The workflow waits for the decision with a token, as its first state wrote it. */
async function waits(id: string, kind: 'approval' | 'hold' = 'approval', generation = 1): Promise<void> {
  running(id, generation);
  world.workflow.waiting.add(`${kind}-${id}`);
  await world.table.edit(keys.taskToken(id, kind), { taskToken: `${kind}-${id}`, generation });
}

describe('a new request', () => {
  it('starts the workflow with the times it waits for, and nothing else', async () => {
    const { id } = await ask(world, { durationMinutes: 60 });

    await advance(id);

    expect(world.workflow.inputs.get(`${id}.1`)).toEqual({
      activationId: id,
      generation: 1,
      needsApproval: true,
      approvalSeconds: 24 * 60 * 60,
      startsAt: NOON,
      holdSeconds: 60 * 60,
    });
  });

  it('starts it once, however often it is looked at, with the same input however late', async () => {
    const { id } = await ask(world);
    await advance(id);
    world.passMinutes(10);
    await advance(id);

    expect(world.workflow.calls).toEqual([`start ${id}.1`]);
  });

  it('that nobody has to approve starts without waiting for a decision, at its start time', async () => {
    world = await worldWithoutApproval(open);
    const startsAt = plusMinutes(NOON, 90);
    const { id } = await ask(world, { startsAt, durationMinutes: 60 });

    await advance(id);

    expect(world.workflow.inputs.get(`${id}.1`)).toMatchObject({
      needsApproval: false,
      approvalSeconds: 1,
      startsAt,
      holdSeconds: 3600,
    });
  });

  it('does nothing for an activation that does not exist', async () => {
    await advance('act_none');

    expect(world.workflow.calls).toEqual([]);
  });
});

describe('a decision', () => {
  it('that comes after the token resumes the workflow', async () => {
    const { id } = await ask(world);
    await waits(id);
    await vote(world, id);

    await advance(id);

    expect(world.workflow.calls).toEqual([`succeed approval-${id}`]);
  });

  it('that was faster than the token waits for it, and is not lost', async () => {
    const { id } = await ask(world);
    running(id);
    await vote(world, id);
    await advance(id);
    expect(world.workflow.calls).toEqual([]);

    await waits(id);
    await advance(id);

    expect(world.workflow.calls).toEqual([`succeed approval-${id}`]);
    expect(await stored(world, id)).toMatchObject({ generation: 1 });
  });

  it('that was faster than the very start finds the workflow started without a wait', async () => {
    const { id } = await ask(world);
    await vote(world, id);

    await advance(id);

    expect(world.workflow.inputs.get(`${id}.1`)).toMatchObject({ needsApproval: false });
  });

  it('that is told twice resumes it once and restarts nothing', async () => {
    const { id } = await ask(world);
    await waits(id);
    await vote(world, id);

    await advance(id);
    await advance(id);

    expect(await stored(world, id)).toMatchObject({ generation: 1 });
    expect(world.workflow.executions.size).toBe(1);
  });

  it('never answers a token of another generation', async () => {
    const { id } = await ask(world);
    await waits(id, 'approval', 2);
    running(id);
    await vote(world, id);

    await advance(id);

    expect(world.workflow.calls).toEqual([]);
  });

  it.each([
    ['denied', (id: string) => vote(world, id, grace, 'deny')],
    ['cancelled', async (id: string) => cancelActivation(id, await callerOf(world, ada), world)],
  ])('of %s lets the waiting workflow go', async (_, close) => {
    const { id } = await ask(world);
    await waits(id);
    await close(id);

    await advance(id);
    await advance(id);

    expect(world.workflow.waiting.size).toBe(0);
    expect(world.workflow.calls[0]).toBe(`fail approval-${id} NotApproved`);
    expect(world.workflow.calls).not.toContain(`start ${id}.2`);
  });

  it('stops an execution that waits for the start of what was cancelled', async () => {
    const { id } = await ask(world, { startsAt: plusMinutes(NOON, 60) });
    running(id);
    await cancelActivation(id, await callerOf(world, ada), world);

    await advance(id);
    await advance(id);

    expect(world.workflow.calls).toEqual([`stop ${id}.1`]);
  });
});

describe('an access that ends early', () => {
  it('resumes the workflow that holds it', async () => {
    world = await worldWithoutApproval(open);
    const { id } = await activate(world);
    await waits(id, 'hold');
    await deactivateActivation(id, await callerOf(world, ada), world);

    await advance(id);

    expect(world.workflow.calls).toEqual([`succeed hold-${id}`]);
  });

  it('restarts the workflow when nobody holds it any more', async () => {
    world = await worldWithoutApproval(open);
    const { id } = await activate(world);
    ended(id);
    await deactivateActivation(id, await callerOf(world, ada), world);

    await advance(id);

    expect(await stored(world, id)).toMatchObject({ generation: 2, status: 'revoking' });
    expect(world.workflow.calls).toContain(`start ${id}.2`);
  });
});

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

  it.each(statuses)(
    '%s that nobody has heard of is started, under a new number once access may exist',
    async (status, prepare) => {
      const { id } = await prepare();

      await advance(id);

      const generation = status === 'active' || status === 'revoking' ? 2 : 1;
      expect([...world.workflow.executions]).toEqual([[`${id}.${generation}`, 'running']]);
    },
  );

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

    expect(world.workflow.inputs.get(`${id}.2`)).toMatchObject({ needsApproval: true, approvalSeconds: 23 * 60 * 60 });
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
