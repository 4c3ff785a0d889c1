import { describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { advanceWorkflow } from '#shared/use-cases/advance-workflow';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { ada } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { extend, hold, nobodyApproves, stillActive, worldWithHolder } from './extensions.ts';
import { callerOf, expectSound, grant, refusalOf, stored } from './steps.ts';

const open = useWorlds();
const begin = () => worldWithHolder(open, { ...nobodyApproves, maximumDurationMinutes: 120 });

describe('the workflow of an extended activation', () => {
  const start = async () => {
    const story = await begin();
    story.world.workflow.executions.set(`${story.id}.1`, 'running');
    return story;
  };

  it('goes on under the next number for the time that is left, and the older execution is stopped', async () => {
    const { world, id } = await start();
    world.passMinutes(50);
    await extend(world, id);

    await advanceWorkflow(id, world);
    await advanceWorkflow(id, world);

    expect(world.workflow.calls).toEqual([`start ${id}.2`, `stop ${id}.1`]);
    expect(world.workflow.inputs.get(`${id}.2`)).toMatchObject({ needsApproval: false, holdSeconds: 40 * 60 });
    expect(await stillActive(world, id)).toMatchObject({ generation: 2 });
  });

  it('is brought there also when two extensions are seen as one', async () => {
    const { world, id } = await start();
    await extend(world, id, { minutes: 5 });
    await extend(world, id, { minutes: 5 });

    await advanceWorkflow(id, world);

    expect(world.workflow.calls).toEqual([`start ${id}.3`, `stop ${id}.1`]);
  });

  it('only leaves its new token when it begins to hold', async () => {
    const { world, id } = await start();
    const extended = await extend(world, id);
    const calls = world.accessProvider.calls.length;

    await grant(world, extended, 'second');

    expect(await world.taskTokens.find(id, 'hold')).toEqual({ token: 'second', generation: 2 });
    expect(world.accessProvider.calls).toHaveLength(calls);
  });

  it('refuses the older execution by its number, at the old end and in between', async () => {
    const { world, id } = await start();
    await extend(world, id);
    const before = await world.exportTable();
    const older = { ...(await stored(world, id)), generation: 1 };

    expect(await refusalOf(world, () => grant(world, older))).toMatchObject({ name: 'GrantRefused' });
    world.setTime(plusMinutes(NOON, 60));
    await revokeAccess({ activationId: id, generation: 1 }, world);

    expect(await world.exportTable()).toEqual(before);
    world.setTime(plusMinutes(NOON, 90));
    await revokeAccess({ activationId: id, generation: 2 }, world);
    expect(await expectSound(world, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
  });

  it('may be missing altogether: the sweeper ends it at the new end and not before', async () => {
    const { world, id } = await start();
    await extend(world, id);

    for (const minutes of [61, 89]) {
      world.setTime(plusMinutes(NOON, minutes));
      await sweep(world);
      expect((await stored(world, id)).status).toBe('active');
    }
    world.setTime(plusMinutes(NOON, 91));
    await sweep(world);

    expect(await expectSound(world, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
    expect(world.accessProvider.given.size).toBe(0);
  });

  it('ends early by the token of the new execution', async () => {
    const { world, id } = await start();
    await grant(world, await extend(world, id), 'second');
    world.workflow.waiting.add('second');

    await deactivateActivation(id, await callerOf(world, ada), world);
    await advanceWorkflow(id, world);

    expect(world.workflow.calls).toEqual(['succeed second']);
  });
});

describe('somebody who has held the role once', () => {
  it('does not carry an extension over to the next activation', async () => {
    const { world, id } = await begin();
    await extend(world, id);
    await deactivateActivation(id, await callerOf(world, ada), world);
    await revokeAccess({ activationId: id, generation: 2 }, world);

    expect(await hold(world)).toMatchObject({ durationMinutes: 60, generation: 1 });
  });
});
