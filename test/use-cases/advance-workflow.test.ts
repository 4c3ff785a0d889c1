import { beforeEach, describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { keys } from '#shared/dynamodb/keys';
import { advanceWorkflow } from '#shared/use-cases/advance-workflow';
import { cancelActivation, deactivateActivation } from '#shared/use-cases/end-own-activation';
import { ada, foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { activate, ask, callerOf, grant, stored, vote, worldWithoutApproval } from './steps.ts';

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
      tokenExpiresAtSeconds: Date.parse(plusMinutes(NOON, 400 * 24 * 60)) / 1000,
    });
  });

  it('starts it once, however often it is looked at, with the same input however late', async () => {
    const { id } = await ask(world);
    await advance(id);
    world.passMinutes(10);
    await advance(id);

    expect(world.workflow.calls).toEqual([`start ${id}.1`]);
    expect(world.workflow.described).toEqual([]);
  });

  it('starts it once with the same input also when the eligibility ends before the access would', async () => {
    const { id } = await ask(world, { durationMinutes: 60 });
    const { eligibility } = await stored(world, id);
    const ending = { ...eligibility, endsAt: plusMinutes(NOON, 50) };
    await world.table.edit(keys.activation(id), { eligibility: ending });
    await advance(id);
    world.passMinutes(10);
    await advance(id);

    expect(world.workflow.calls).toEqual([`start ${id}.1`]);
    expect(world.workflow.described).toEqual([]);
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

describe('what an execution is doing', () => {
  it('is never asked on the straight way: request, token, decision, access, early end', async () => {
    const { id } = await ask(world);
    await advance(id);
    await waits(id);
    await advance(id);
    await vote(world, id);
    await advance(id);
    await waits(id, 'hold');
    await grant(world, await stored(world, id), `hold-${id}`);
    await deactivateActivation(id, await callerOf(world, ada), world);
    await advance(id);

    expect(world.workflow.calls).toEqual([`start ${id}.1`, `succeed approval-${id}`, `succeed hold-${id}`]);
    expect(world.workflow.described).toEqual([]);
  });

  it('is asked only of a name that is taken', async () => {
    const { id } = await ask(world);
    ended(id);

    await advance(id);

    expect(world.workflow.described).toEqual([`${id}.1`]);
    expect(world.workflow.calls).toEqual([`start ${id}.2`]);
  });

  it('that nobody tells of yet is no reason for another one: only an end is', async () => {
    world.workflow.isLate = true;
    const { id } = await ask(world);
    running(id);
    await vote(world, id);

    await advance(id);
    await advance(id);

    expect(await stored(world, id)).toMatchObject({ generation: 1 });
    expect(world.workflow.calls).toEqual([]);
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
