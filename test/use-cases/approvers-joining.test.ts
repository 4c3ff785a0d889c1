import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import {
  alan,
  approval,
  foundOrganization,
  grace,
  groupEntry,
  mallory,
  margaret,
  operators,
  principal,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { assignOne } from './assignment-steps.ts';
import { change } from './organization.ts';
import { addressOf, dispatch, inboxOf, toldNow } from './replaced-approvers.ts';
import { ask, callerOf, eventsOf, expectSound, tell } from './steps.ts';

const open = useWorlds();
let world: World;

const inbox = (person: Principal) => inboxOf(world, person);
const told = () => toldNow(world);

describe('others behind the same approvers (APR-9, T-55)', () => {
  const approvers = principal('approvers', { kind: 'group' });
  const security = { kind: 'role' as const, id: SECURITY_ADMINISTRATOR, displayName: 'Security Administrator' };

  beforeEach(async () => {
    world = await foundOrganization(await open(), approval({ approvers: [groupEntry(approvers), security] }));
    await world.directory.addPrincipal(approvers, demonstration);
    await change(world, approvers.id, { addMembers: [alan.id, mallory.id] });
    await dispatch(world);
  });

  async function asked(): Promise<string> {
    const { id } = await ask(world);
    await tell(world, 'activation.requested');
    told();
    return id;
  }

  it.each<[string, () => Promise<unknown>]>([
    ['a member of the group', () => change(world, approvers.id, { addMembers: [margaret.id] })],
    [
      'somebody who holds the role',
      () => assignOne(world, margaret, { roleId: SECURITY_ADMINISTRATOR, permanent: true }),
    ],
    [
      'somebody whose eligibility for the role became standing',
      async () => {
        const { id } = await assignOne(world, margaret, { roleId: SECURITY_ADMINISTRATOR, type: 'eligible' });
        await convertAssignment({ id, type: 'active' }, await callerOf(world, grace), world);
      },
    ],
  ])('are asked at once: %s', async (_, happen) => {
    const id = await asked();

    await happen();
    await dispatch(world);
    await tell(world, 'activation.approvers_changed');

    expect([await inbox(margaret), told()]).toEqual([[id], addressOf(margaret)]);
  });

  it('are asked at once: an account, or a group, that is enabled again', async () => {
    await change(world, alan.id, { enabled: false });
    const id = await asked();

    await change(world, alan.id, { enabled: true });
    await dispatch(world);
    await tell(world, 'activation.approvers_changed');
    const first = told();
    await change(world, approvers.id, { addMembers: [margaret.id], enabled: false });
    await change(world, approvers.id, { enabled: true });
    await dispatch(world);
    await tell(world, 'activation.approvers_changed');

    expect([first, told(), await inbox(margaret)]).toEqual([addressOf(alan), addressOf(margaret), [id]]);
    await expectSound(world, id);
  });

  it('do not see it any more once they left; nobody is asked anew', async () => {
    const id = await asked();

    await change(world, approvers.id, { removeMembers: [mallory.id] });
    await dispatch(world);

    expect([await inbox(mallory), await inbox(alan)]).toEqual([[], [id]]);
    expect(await eventsOf(world, id)).toEqual(['requested']);
  });

  it('are asked about what waits for them alone', async () => {
    const id = await asked();

    await change(world, operators.id, { addMembers: [mallory.id] });
    await dispatch(world);

    expect(await eventsOf(world, id)).toEqual(['requested']);
  });
});
