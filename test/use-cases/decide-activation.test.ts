import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { decideActivation } from '#shared/use-cases/decide-activation';
import { decideSeveral } from '#shared/use-cases/decide-several';
import {
  ada,
  alan,
  approval,
  foundOrganization,
  grace,
  mallory,
  membership,
  operators,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { ask, callerOf, refusalOf, vote } from './steps.ts';

const open = useWorlds();

describe('a decision by a signed-in approver', () => {
  const decide = async (world: World, id: string, person = grace, session?: Parameters<typeof callerOf>[2]) =>
    decideActivation(
      { activationId: id, decision: 'approve', justification: 'ok' },
      await callerOf(world, person, session),
      world,
    );

  it('takes a second factor no older than 15 minutes', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    const old = { mfa: true, authenticatedAt: plusMinutes(NOON, -15.01) };
    const recent = { mfa: true, authenticatedAt: plusMinutes(NOON, -15) };

    for (const session of [{ mfa: false, authenticatedAt: NOON }, { mfa: true }, old])
      expect(await refusalOf(world, () => decide(world, id, grace, session))).toMatchObject({
        code: 'mfa_required',
        context: { maxAgeSeconds: 900 },
      });
    expect(await decide(world, id, grace, recent)).toMatchObject({ status: 'approved' });
  });

  it.each([
    ['activation_not_found', 'who may not even see it', mallory],
    ['self_approval', 'who asked', ada],
    ['not_an_approver', 'who may see it but not decide', alan],
  ])('is refused as %s for somebody %s', async (code, _, person) => {
    const world = await foundOrganization(await open(), approval({ approvers: [userEntry(grace)] }));
    const { id } = await ask(world);

    expect(await refusalOf(world, () => decide(world, id, person))).toMatchObject({ code });
  });

  it('on several activations succeeds or is refused for each alone', async () => {
    const world = await foundOrganization(await open());
    await world.directory.addMember(membership(mallory, operators), demonstration);
    const first = await ask(world);
    const second = await ask(world, {}, mallory);
    await vote(world, second.id, alan, 'deny');
    const items = [first.id, second.id, 'act_none'].map((activationId) => ({
      activationId,
      decision: 'approve' as const,
    }));

    const results = await decideSeveral({ items, justification: 'ok' }, await callerOf(world, grace), world);

    expect(results.map(({ result }) => ('code' in result ? result.code : result.status))).toEqual([
      'approved',
      'not_pending',
      'activation_not_found',
    ]);
  });

  it('on several is refused as a whole without a second factor', async () => {
    const world = await foundOrganization(await open());
    const { id } = await ask(world);
    const caller = await callerOf(world, grace, { mfa: false });
    const command = { items: [{ activationId: id, decision: 'approve' as const }], justification: 'ok' };

    expect(await refusalOf(world, () => decideSeveral(command, caller, world))).toMatchObject({ code: 'mfa_required' });
  });
});
