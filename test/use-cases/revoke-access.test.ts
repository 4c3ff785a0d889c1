import { beforeEach, describe, expect, it } from 'vitest';
import { directoryProvider } from '#shared/access-providers/directory';
import type { Activation } from '#shared/domain/activation';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { ada, assignment, exchangeSettings, role } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { activate, ask, callerOf, eventsOf, expectSound, grant, stored, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await worldWithoutApproval(open);
});

const revoke = ({ id, generation }: Activation, needs: World = world) =>
  revokeAccess({ activationId: id, generation }, needs);

describe('ending the access', () => {
  it.each([
    ['expired', 'at its end', 60],
    ['failed', 'before its end, when the workflow broke', 59],
  ])('as %s %s takes it away, reads back, and only then closes the record', async (outcome, _, minutes) => {
    const active = await activate(world, { durationMinutes: 60 });
    world.setTime(plusMinutes(NOON, minutes));
    const seen: string[] = [];
    world.accessProvider.before = async (call) => void seen.push(`${call} ${(await stored(world, active.id)).status}`);

    await revoke(active);

    expect(seen).toEqual(['withdraw revoking', 'read revoking']);
    expect(await expectSound(world, active.id)).toMatchObject({
      status: 'ended',
      outcome,
      endedAt: plusMinutes(NOON, minutes),
    });
    expect(world.accessProvider.given.size).toBe(0);
    expect(await world.entitlements.find(active.entitlement)).toMatchObject({ holders: [] });
    expect((await eventsOf(world, active.id)).slice(-2)).toEqual(['revoking', 'ended']);
  });

  it('keeps the outcome of whoever began it', async () => {
    const active = await activate(world);
    await deactivateActivation(active.id, await callerOf(world, ada), world);

    await revoke(active);

    expect(await stored(world, active.id)).toMatchObject({ status: 'ended', outcome: 'deactivated' });
  });

  it('works for the built-in directory', async () => {
    const accessProvider = { ...world.accessProvider, ...directoryProvider(world.entitlements) };
    const needs = { ...world, accessProvider };
    const approved = await ask(world);
    await grant(needs, approved);

    await revoke(approved, needs);

    expect(await expectSound(world, approved.id)).toMatchObject({ status: 'ended' });
  });

  it('changes nothing on a final status, before a grant, for an older execution or for nothing', async () => {
    const ended = await activate(world);
    await revoke(ended);
    const waiting = await ask(world, { startsAt: plusMinutes(NOON, 60) });
    const before = await world.exportTable();

    await revoke(ended);
    await revoke(waiting);
    await revoke({ ...waiting, id: 'act_none' });
    expect(await world.exportTable()).toEqual(before);

    await grant(world, waiting);
    const active = await stored(world, waiting.id);
    await revoke({ ...active, generation: 0 });
    expect(await stored(world, waiting.id)).toEqual(active);
  });
});

describe('a provider that still shows the access', () => {
  it('is never believed to have ended it: the record stays open until it is gone (T-37)', async () => {
    const active = await activate(world);
    world.accessProvider.after = (call, { key }) => void (call === 'withdraw' && world.accessProvider.given.add(key));

    for (let tries = 0; tries < 3; tries += 1) {
      await expect(revoke(active)).rejects.toMatchObject({ name: 'StillGranted' });
      expect(await expectSound(world, active.id)).toMatchObject({ status: 'revoking' });
      world.passMinutes(40);
    }
    world.accessProvider.after = () => {};
    await revoke(active);

    expect(await expectSound(world, active.id)).toMatchObject({ status: 'ended' });
    expect((await eventsOf(world, active.id)).filter((type) => type === 'revoking')).toHaveLength(1);
  });

  it('keeps new grants of the same access away while it is tried', async () => {
    const active = await activate(world);
    world.accessProvider.before = (call) => {
      if (call === 'withdraw') throw new Error('Throttled.');
    };
    await expect(revoke(active)).rejects.toThrow('Throttled.');
    world.passMinutes(2);
    await expect(revoke(active)).rejects.toThrow('Throttled.');

    const { withdrawingUntil } = await world.entitlements.find(active.entitlement);

    expect(withdrawingUntil).toBe(plusMinutes(NOON, 5));
  });
});

/** Two roles that give the same access of the provider, both active for ada. */
async function twoOfTheSame(): Promise<[Activation, Activation]> {
  const first = await activate(world, { durationMinutes: 60 });
  await world.directory.addRole(role('backup'), demonstration);
  const { approval, ...settings } = exchangeSettings;
  const free = { ...settings, approval: { ...approval, required: false } };
  await world.directory.addSettings({ roleId: 'backup', resourceId: '/', version: 1, settings: free }, demonstration);
  await world.directory.addAssignment(assignment(ada, 'backup', 'eligible'), demonstration);
  const second = { ...(await ask(world, { roleId: 'backup' })), entitlement: first.entitlement };
  const same = { ...second, revision: 2 };
  await world.activations.replace(same, second, { type: 'activation.nudged', actor: demonstration, details: {} });
  await grant(world, same);
  return [first, await stored(world, second.id)];
}

describe('two activations that give the same access (END-4)', () => {
  it('keep it until the last one ends, whichever that is', async () => {
    const [first, second] = await twoOfTheSame();
    const before = world.accessProvider.calls.length;

    await revoke(first);
    expect(world.accessProvider.calls.slice(before)).toEqual([]);
    expect(world.accessProvider.given.size).toBe(1);
    expect((await world.activations.listEvents(first.id)).at(-1)).toMatchObject({
      details: { accessKeptBy: [second.id] },
    });
    await revoke(second);

    expect(world.accessProvider.given.size).toBe(0);
    for (const { id } of [first, second]) expect(await expectSound(world, id)).toMatchObject({ status: 'ended' });
  });

  it('lose it when both end at once, each having taken the other for the last', async () => {
    const both = await twoOfTheSame();

    for (let round = 0; round < 5; round += 1) await Promise.allSettled(both.map((one) => revoke(one)));

    for (const { id } of both) expect(await expectSound(world, id)).toMatchObject({ status: 'ended' });
    expect(world.accessProvider.given.size).toBe(0);
    expect(await world.entitlements.find(both[0].entitlement)).toMatchObject({ holders: [] });
  });

  it('lose it when the second was just leaving while the first withdrew', async () => {
    const [first, second] = await twoOfTheSame();
    await deactivateActivation(first.id, await callerOf(world, ada), world);
    await deactivateActivation(second.id, await callerOf(world, ada), world);

    await revoke(first);
    await revoke(second);

    expect(world.accessProvider.given.size).toBe(0);
    expect((await world.entitlements.find(first.entitlement)).withdrawingUntil).toBeUndefined();
  });
});
