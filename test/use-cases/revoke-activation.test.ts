import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { deactivateActivation } from '#shared/use-cases/end-own-activation';
import { evaluateAccess } from '#shared/use-cases/evaluate-access';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { revokeActivation } from '#shared/use-cases/revoke-activation';
import { failing } from '#test/support/fake-access-provider';
import { ada, alan, assignment, EXCHANGE, foundOrganization, grace } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import {
  activate,
  ask,
  BACKGROUND,
  callerOf,
  expectSound,
  grant,
  refusalOf,
  stored,
  vote,
  worldWithoutApproval,
} from './steps.ts';

const open = useWorlds();
const reason = 'Left the company';
const question = {
  subject: { type: 'user', id: ada.id },
  action: { name: 'use' },
  resource: { type: 'role', id: EXCHANGE },
};

async function revoke(world: World, activationId: string, words = reason, by = grace) {
  return revokeActivation({ activationId, reason: words }, await callerOf(world, by), world);
}

describe('revoking by an administrator (END-2)', () => {
  it('ends an access at once: the evaluation says no from that moment, and the record says who, why and where from', async () => {
    const world = await worldWithoutApproval(open);
    const running = await activate(world);
    world.passMinutes(10);

    const answer = await revoke(world, running.id, `  ${reason}\n`);

    expect(await evaluateAccess(question, world)).toMatchObject({ decision: false });
    expect(await expectSound(world, running.id)).toEqual(answer);
    expect(answer).toMatchObject({
      status: 'revoking',
      outcome: 'revoked',
      reason,
      revokingSince: plusMinutes(NOON, 10),
    });
    expect((await world.activations.listEvents(running.id)).at(-1)).toMatchObject({
      type: 'activation.revoking',
      actor: { id: grace.id },
      details: { outcome: 'revoked', reason, ...BACKGROUND },
    });
    expect((await world.entitlements.find(running.entitlement)).withdrawingUntil).toBe(plusMinutes(NOON, 13));
  });

  it('leaves to revoking what a grant under way may have given', async () => {
    const world = await worldWithoutApproval(open);
    const { id } = await ask(world);
    world.accessProvider.after = failing(1);
    await expect(grant(world, await stored(world, id))).rejects.toThrow('Throttled.');

    await revoke(world, id);

    expect(await expectSound(world, id)).toMatchObject({ status: 'revoking', outcome: 'revoked', reason });
    await expect(grant(world, await stored(world, id))).rejects.toMatchObject({ name: 'GrantRefused' });
  });

  it.each(['waits for approval', 'waits for its start'])('cancels what %s, and frees the role', async (what) => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world, { startsAt: plusMinutes(NOON, 60) });
    if (what === 'waits for its start') await vote(world, id, alan);

    await revoke(world, id);

    expect(await expectSound(world, id)).toMatchObject({ status: 'cancelled', reason, endedAt: NOON });
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({
      type: 'activation.cancelled',
      actor: { id: grace.id },
      details: { reason, ...BACKGROUND },
    });
    expect(await ask(world)).toMatchObject({ status: 'pending_approval' });
  });

  it('ends also what is one’s own', async () => {
    const world = await worldWithoutApproval(open);
    const { id } = await activate(world);
    await world.directory.addAssignment(assignment(ada, PRIVILEGED_ROLE_ADMINISTRATOR, 'active'), demonstration);

    expect(await revoke(world, id, reason, ada)).toMatchObject({ status: 'revoking', outcome: 'revoked' });
  });

  it('is refused for what does not exist', async () => {
    const world = await foundOrganization(await open());

    expect(await refusalOf(world, () => revoke(world, 'act_none'))).toMatchObject({ code: 'activation_not_found' });
  });

  it('is refused for what is denied or cancelled, and for what is ending already', async () => {
    const world = await foundOrganization(await open());
    const denied = await ask(world);
    await vote(world, denied.id, grace, 'deny');
    const cancelled = await ask(world);
    await revoke(world, cancelled.id);
    const ending = await ask(world);
    await vote(world, ending.id);
    await grant(world, await stored(world, ending.id));
    await deactivateActivation(ending.id, await callerOf(world, ada), world);

    for (const { id } of [denied, cancelled, ending])
      expect(await refusalOf(world, () => revoke(world, id))).toMatchObject({ code: 'not_active', kind: 'conflict' });
  });

  it('racing the holder who gives it back ends it once, ten times over', async () => {
    const world = await worldWithoutApproval(open);
    for (let round = 0; round < 10; round += 1) {
      const { id } = await activate(world);
      const caller = await callerOf(world, ada);

      const results = await Promise.allSettled([revoke(world, id), deactivateActivation(id, caller, world)]);

      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      const { status } = await expectSound(world, id);
      expect(status).toBe('revoking');
      await revokeAccess({ activationId: id, generation: 1 }, world);
    }
  });
});
