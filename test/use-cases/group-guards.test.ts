import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { requestActivations } from '#shared/use-cases/request-activations';
import {
  approval,
  assignment,
  EXCHANGE,
  foundOrganization,
  groupEntry,
  mallory,
  margaret,
  membership,
  operators,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { change } from './organization.ts';
import { ask, callerOf, grant, refusalOf, stored, vote, WHY, worldWithoutApproval } from './steps.ts';

const open = useWorlds();

/** Just before the next transaction, the group is disabled: after everything was read and judged. */
function disableBeforeWriting(world: World, group = operators): void {
  let isArmed = true;
  world.table.onRequest = async () => {
    if (!isArmed || world.table.requests.at(-1) !== 'TransactWriteItems') return;
    isArmed = false;
    await change(world, group.id, { enabled: false });
  };
}

describe('a right that comes through a group', () => {
  it('is gone for a request when the group is disabled before it is written', async () => {
    const world = await foundOrganization(await open());
    const caller = await callerOf(world, margaret);
    disableBeforeWriting(world);

    const [result] = await requestActivations({ items: [{ roleId: EXCHANGE }], ...WHY }, caller, world);

    expect(result).toMatchObject({ refusal: { code: 'changed_meanwhile' } });
    expect((await world.exportTable()).filter(({ entity }) => entity === 'activation')).toEqual([]);
  });

  it('is gone for a grant', async () => {
    const world = await worldWithoutApproval(open);
    const approved = await ask(world, {}, margaret);
    disableBeforeWriting(world);

    await expect(grant(world, approved)).rejects.toMatchObject({ message: 'eligibility_gone' });

    expect(await stored(world, approved.id)).toMatchObject({ status: 'cancelled' });
    expect(world.accessProvider.calls).toEqual([]);
  });

  it('is gone for a vote of a group that approves', async () => {
    const world = await foundOrganization(await open(), approval({ approvers: [groupEntry(operators)] }));
    const { id } = await ask(world);
    disableBeforeWriting(world);

    await expect(vote(world, id, margaret)).rejects.toMatchObject({ code: 'not_an_approver' });

    expect(await stored(world, id)).toMatchObject({ status: 'pending_approval' });
  });

  it('is gone for a vote by a role held through the group', async () => {
    const entry = { kind: 'role' as const, id: SECURITY_ADMINISTRATOR, displayName: 'Security Administrator' };
    const world = await foundOrganization(await open(), approval({ approvers: [entry] }));
    await world.directory.addAssignment(assignment(operators, SECURITY_ADMINISTRATOR, 'active'), demonstration);
    const { id } = await ask(world);
    disableBeforeWriting(world);

    await expect(vote(world, id, margaret)).rejects.toMatchObject({ code: 'not_an_approver' });
  });

  it('counts while the group stands, also for somebody in two of them', async () => {
    const world = await foundOrganization(await open(), approval({ approvers: [groupEntry(operators)] }));
    const other = { ...operators, id: 'grp_other', displayName: 'Others' };
    await world.directory.addPrincipal(other, demonstration);
    await world.directory.addMember(membership(margaret, other), demonstration);
    const { id } = await ask(world);

    expect(await vote(world, id, margaret)).toMatchObject({ status: 'approved' });
  });

  it('is gone with the membership, too', async () => {
    const world = await foundOrganization(await open(), approval({ approvers: [groupEntry(operators)] }));
    await world.directory.addMember(membership(mallory, operators), demonstration);
    const { id } = await ask(world);
    await change(world, operators.id, { removeMembers: [mallory.id] });

    expect(await refusalOf(world, () => vote(world, id, mallory))).toMatchObject({ code: 'not_an_approver' });
    expect(await vote(world, id, margaret)).toMatchObject({ status: 'approved' });
  });
});
