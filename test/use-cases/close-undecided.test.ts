import { describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { closeUndecided } from '#shared/use-cases/close-undecided';
import { foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { ask, eventsOf, expectSound, refusalOf, vote } from './steps.ts';

const open = useWorlds();
const DEADLINE = plusMinutes(NOON, 24 * 60);

describe('closing what nobody decided on', () => {
  it('times it out at the deadline, by the workflow', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    world.setTime(DEADLINE);

    await closeUndecided({ activationId: id }, world);

    expect(await expectSound(world, id)).toMatchObject({ status: 'timed_out', endedAt: DEADLINE });
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({ actor: { id: 'workflow' } });
  });

  it('does not come a millisecond early', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    world.setTime(plusMinutes(DEADLINE, -1 / 60_000));

    expect(await refusalOf(world, () => closeUndecided({ activationId: id }, world))).toMatchObject({
      code: 'not_pending',
    });
  });

  it('tells the workflow that a yes came in the last moment', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    await vote(world, id);
    world.setTime(DEADLINE);

    expect(await refusalOf(world, () => closeUndecided({ activationId: id }, world))).toMatchObject({
      name: 'AlreadyApproved',
    });
  });

  it('leaves alone what was denied or does not exist, also when asked twice', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    await vote(world, id, grace, 'deny');
    world.setTime(DEADLINE);

    await closeUndecided({ activationId: id }, world);
    await closeUndecided({ activationId: 'act_none' }, world);

    expect(await eventsOf(world, id)).toEqual(['requested', 'denied']);
  });
});
