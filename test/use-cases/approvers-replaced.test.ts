import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { openApprovalOf, type WaitingActivation } from '#shared/domain/open-approval';
import type { Principal } from '#shared/domain/principal';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import type { ApproverEntry } from '#shared/domain/role-settings';
import { patching } from '#shared/domain/settings-wish';
import { changeSettings } from '#shared/use-cases/change-settings';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { listMyApprovals } from '#shared/use-cases/list-my-approvals';
import { rehearseChange } from '#shared/use-cases/rehearse-change';
import { changeResource } from '#shared/use-cases/shape-tree';
import { sweep } from '#shared/use-cases/sweep';
import { takeBackSettings } from '#shared/use-cases/take-back-settings';
import { tellPeople } from '#shared/use-cases/tell-people';
import {
  alan,
  approval,
  EXCHANGE,
  foundOrganization,
  grace,
  groupEntry,
  mallory,
  margaret,
  operators,
  principal,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { assignOne } from './assignment-steps.ts';
import { extend, hold, pointersTo } from './extensions.ts';
import { change } from './organization.ts';
import { ask, callerOf, eventsOf, expectSound, newestEvent, stored, tell, vote } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

/** Grace, who has no request of her own, names the approvers of Exchange. */
async function name(approvers: readonly ApproverEntry[], resourceId = DIRECTORY) {
  const wish = patching({ approval: { approvers: [...approvers] } });
  return changeSettings({ roleId: EXCHANGE, resourceId, wish }, await callerOf(world, grace), world);
}

const node = (id: string, ancestors: string[] = [DIRECTORY]) =>
  ({ id, displayName: id, kind: 'organizational_unit', ancestors, revision: 1 }) as const;

/** What dispatch does once it hears of each change. */
async function dispatch(): Promise<void> {
  for (const { entity, id } of await world.exportTable())
    if (entity === 'ending') while ((await endNextPage(String(id), world)).goesOn);
}

const inboxOf = async (person: Principal) => {
  const { items } = await listMyApprovals(await callerOf(world, person), { limit: 25 }, world);
  return items.map(({ id }) => id);
};
const told = () =>
  world.mailer.sent
    .splice(0)
    .map(({ to }) => to)
    .sort();
const entriesOf = async (id: string) =>
  openApprovalOf((await stored(world, id)) as WaitingActivation).approvers.map((entry) => entry.id);
const addressOf = (...people: Principal[]) => people.map(({ email }) => email).sort();

describe('approvers named anew while a request waits (APR-9, T-55)', () => {
  it('have it in the inbox and a mail at once; the answer names them, and the old ones do not see it', async () => {
    const { id, termsRevision } = await ask(world);
    await tell(world, 'activation.requested');
    told();

    await name([userEntry(margaret), userEntry(alan)]);
    await dispatch();
    await tell(world, 'activation.approvers_changed');

    expect(await entriesOf(id)).toEqual([margaret.id, alan.id]);
    expect([await inboxOf(margaret), await inboxOf(alan), await inboxOf(grace)]).toEqual([[id], [id], []]);
    expect(told()).toEqual(addressOf(margaret));
    expect(await expectSound(world, id)).toMatchObject({ status: 'pending_approval', termsRevision });
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({ actor: { id: grace.id } });
  });

  it('are asked once: whoever looks again changes nothing and tells nobody', async () => {
    const { id } = await ask(world);
    await name([userEntry(margaret)]);
    await dispatch();
    await tell(world, 'activation.approvers_changed');
    const event = await newestEvent(world, 'activation.approvers_changed');

    world.passMinutes(2);
    await sweep(world);
    await tellPeople(event, world);

    expect(await eventsOf(world, id)).toEqual(['requested', 'approvers_changed']);
    expect(told()).toEqual(addressOf(margaret));
    expect((await world.exportTable()).filter(({ entity }) => entity === 'ending')).toEqual([]);
  });

  it('are asked by the sweeper when dispatch never hears of it', async () => {
    const { id } = await ask(world);
    await name([userEntry(margaret)]);

    world.passMinutes(1);
    await sweep(world);

    expect([await inboxOf(margaret), await inboxOf(alan)]).toEqual([[id], []]);
  });

  it('get no second mail when they were struck and come back', async () => {
    await ask(world);
    await tell(world, 'activation.requested');
    told();
    await name([userEntry(margaret)]);
    await dispatch();
    await tell(world, 'activation.approvers_changed');

    await name([userEntry(grace), userEntry(alan), userEntry(margaret)]);
    await dispatch();
    await tell(world, 'activation.approvers_changed');

    expect(told()).toEqual(addressOf(margaret));
  });

  it('are asked about more time, too, though they were asked about the request', async () => {
    const { id } = await hold(world);
    await tell(world, 'activation.requested');
    await name([userEntry(margaret)]);
    await dispatch();
    world.passMinutes(1);
    await extend(world, id);
    await tell(world, 'activation.extension_requested');
    told();

    await name([userEntry(alan)]);
    await dispatch();
    await tell(world, 'activation.approvers_changed');

    expect([await inboxOf(alan), await inboxOf(margaret), told()]).toEqual([[id], [], addressOf(alan)]);
    expect(await entriesOf(id)).toEqual([alan.id]);
  });

  it('leave everything as it is where nothing waits for them', async () => {
    const active = await hold(world);
    const before = await stored(world, active.id);

    await name([userEntry(margaret)]);
    await dispatch();

    expect(await stored(world, active.id)).toEqual(before);
    expect(await pointersTo(world, active.id)).toEqual([]);
  });

  it('are those of the node above again once its own settings are taken back', async () => {
    const place = node('unit');
    await world.directory.addResource(place, demonstration);
    await name([userEntry(margaret)], place.id);
    const { id } = await ask(world, { resourceId: place.id });
    expect(await entriesOf(id)).toEqual([margaret.id]);

    await takeBackSettings({ roleId: EXCHANGE, resourceId: place.id }, await callerOf(world, grace), world);
    await dispatch();

    expect([await inboxOf(margaret), await inboxOf(alan)]).toEqual([[], [id]]);
  });

  it('wait for others after a move to a place with other settings', async () => {
    const place = node('account', ['one', DIRECTORY]);
    for (const one of [node('one'), node('two'), place]) await world.directory.addResource(one, demonstration);
    await name([userEntry(margaret)], 'two');
    await dispatch();
    const { id } = await ask(world, { resourceId: place.id });

    await changeResource(place.id, { parentId: 'two' }, { id: grace.id, displayName: grace.displayName }, world);
    await dispatch();

    expect([await inboxOf(margaret), await inboxOf(alan)]).toEqual([[id], []]);
  });

  it('keep the votes there are', async () => {
    world = await foundOrganization(await open(), approval({ quorum: 2 }));
    const { id } = await ask(world);
    await vote(world, id, alan);

    await name([userEntry(alan), userEntry(margaret), userEntry(mallory)]);
    await dispatch();
    await tell(world, 'activation.approvers_changed');

    expect(told()).toEqual(addressOf(margaret, mallory));
    expect(await vote(world, id, margaret)).toMatchObject({ status: 'approved' });
  });

  it('end nothing, as a dry run tells', async () => {
    await ask(world);

    const { ends } = await rehearseChange(() => name([userEntry(margaret)]), world);

    expect(ends).toEqual([]);
  });
});

describe('others behind the same approvers (APR-9, T-55)', () => {
  const approvers = principal('approvers', { kind: 'group' });
  const security = { kind: 'role' as const, id: SECURITY_ADMINISTRATOR, displayName: 'Security Administrator' };

  beforeEach(async () => {
    world = await foundOrganization(await open(), approval({ approvers: [groupEntry(approvers), security] }));
    await world.directory.addPrincipal(approvers, demonstration);
    await change(world, approvers.id, { addMembers: [alan.id, mallory.id] });
    await dispatch();
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
    await dispatch();
    await tell(world, 'activation.approvers_changed');

    expect([await inboxOf(margaret), told()]).toEqual([[id], addressOf(margaret)]);
  });

  it('are asked at once: an account, or a group, that is enabled again', async () => {
    await change(world, alan.id, { enabled: false });
    const id = await asked();

    await change(world, alan.id, { enabled: true });
    await dispatch();
    await tell(world, 'activation.approvers_changed');
    const first = told();
    await change(world, approvers.id, { addMembers: [margaret.id], enabled: false });
    await change(world, approvers.id, { enabled: true });
    await dispatch();
    await tell(world, 'activation.approvers_changed');

    expect([first, told(), await inboxOf(margaret)]).toEqual([addressOf(alan), addressOf(margaret), [id]]);
    await expectSound(world, id);
  });

  it('do not see it any more once they left; nobody is asked anew', async () => {
    const id = await asked();

    await change(world, approvers.id, { removeMembers: [mallory.id] });
    await dispatch();

    expect([await inboxOf(mallory), await inboxOf(alan)]).toEqual([[], [id]]);
    expect(await eventsOf(world, id)).toEqual(['requested']);
  });

  it('are asked about what waits for them alone', async () => {
    const id = await asked();

    await change(world, operators.id, { addMembers: [mallory.id] });
    await dispatch();

    expect(await eventsOf(world, id)).toEqual(['requested']);
  });
});
