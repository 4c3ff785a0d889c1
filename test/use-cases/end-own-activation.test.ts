import { describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { cancelActivation, deactivateActivation } from '#shared/use-cases/end-own-activation';
import { ada, foundOrganization, grace, mallory } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { activate, ask, BACKGROUND, callerOf, expectSound, refusalOf, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();

describe('cancelling', () => {
  it.each(['waits for approval', 'waits for its start'])(
    'closes a request that %s and frees the role',
    async (what) => {
      const world = await foundOrganization(await open());
      const { id } = await ask(world, { startsAt: plusMinutes(NOON, 60) });
      if (what === 'waits for its start') await vote(world, id);

      await cancelActivation(id, await callerOf(world, ada), world);

      expect(await expectSound(world, id)).toMatchObject({ status: 'cancelled', endedAt: NOON });
      expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({
        actor: { id: ada.id },
        details: BACKGROUND,
      });
      expect(await ask(world)).toMatchObject({ status: 'pending_approval' });
    },
  );

  it.each([
    ['activation_not_found', 'somebody else’s', mallory],
    ['activation_not_found', 'somebody else’s, even by an approver', grace],
  ])('is refused as %s for %s', async (code, _, person) => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    const caller = await callerOf(world, person);

    expect(await refusalOf(world, () => cancelActivation(id, caller, world))).toMatchObject({ code });
  });

  it('is refused for what is active, denied, or does not exist', async () => {
    const running = await worldWithoutApproval(open);
    const { id } = await activate(running);
    const denied = await foundOrganization(await open());
    const asked = await ask(denied);
    await vote(denied, asked.id, grace, 'deny');
    const caller = await callerOf(running, ada);

    expect(await refusalOf(running, () => cancelActivation(id, caller, running))).toMatchObject({
      code: 'not_cancellable',
    });
    expect(await refusalOf(denied, () => cancelActivation(asked.id, caller, denied))).toMatchObject({
      code: 'not_cancellable',
    });
    expect(await refusalOf(running, () => cancelActivation('act_none', caller, running))).toMatchObject({
      code: 'activation_not_found',
    });
  });
});

describe('deactivating', () => {
  it('begins revoking at once and marks the access as being withdrawn, without asking the provider itself', async () => {
    const world = await worldWithoutApproval(open);
    const running = await activate(world);
    world.passMinutes(10);
    const before = world.accessProvider.calls.length;

    await deactivateActivation(running.id, await callerOf(world, ada), world);

    expect(await expectSound(world, running.id)).toMatchObject({
      status: 'revoking',
      outcome: 'deactivated',
      revokingSince: plusMinutes(NOON, 10),
    });
    expect(await world.entitlements.find(running.entitlement)).toMatchObject({
      holders: [running.id],
      withdrawingUntil: plusMinutes(NOON, 13),
    });
    expect(world.accessProvider.calls.slice(before)).toEqual([]);
  });

  it.each([
    ['activation_not_found', 'is somebody else’s', mallory],
    ['not_active', 'is not active yet', ada],
  ])('is refused as %s for what %s', async (code, _, person) => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    const caller = await callerOf(world, person);

    expect(await refusalOf(world, () => deactivateActivation(id, caller, world))).toMatchObject({ code });
  });

  it('is refused the second time', async () => {
    const world = await worldWithoutApproval(open);
    const { id } = await activate(world);
    const caller = await callerOf(world, ada);
    await deactivateActivation(id, caller, world);

    expect(await refusalOf(world, () => deactivateActivation(id, caller, world))).toMatchObject({ code: 'not_active' });
  });
});
