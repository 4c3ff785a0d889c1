import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { openApprovalOf } from '#shared/domain/open-approval';
import type { Principal } from '#shared/domain/principal';
import type { ApproverEntry } from '#shared/domain/role-settings';
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
  mallory,
  margaret,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { extend, hold, pointersTo } from './extensions.ts';
import { addressOf, dispatch, inboxOf, nameApprovers, toldNow } from './replaced-approvers.ts';
import { ask, callerOf, eventsOf, expectSound, newestEvent, stored, tell, vote } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

const name = (approvers: readonly ApproverEntry[], place?: string) => nameApprovers(world, approvers, place);
const inbox = (person: Principal) => inboxOf(world, person);
const told = () => toldNow(world);
const node = (id: string, ancestors: string[] = [DIRECTORY]) =>
  ({ id, displayName: id, kind: 'organizational_unit', ancestors, revision: 1 }) as const;
const entriesOf = async (id: string) => openApprovalOf(await stored(world, id))?.approvers.map((entry) => entry.id);

describe('approvers named anew while a request waits (APR-9, T-55)', () => {
  it('have it in the inbox and a mail at once; the answer names them, and the old ones do not see it', async () => {
    const { id, termsRevision } = await ask(world);
    await tell(world, 'activation.requested');
    told();

    await name([userEntry(margaret), userEntry(alan)]);
    await dispatch(world);
    await tell(world, 'activation.approvers_changed');

    expect(await entriesOf(id)).toEqual([margaret.id, alan.id]);
    expect([await inbox(margaret), await inbox(alan), await inbox(grace)]).toEqual([[id], [id], []]);
    expect(told()).toEqual(addressOf(margaret));
    expect(await expectSound(world, id)).toMatchObject({ status: 'pending_approval', termsRevision });
    expect((await world.activations.listEvents(id)).at(-1)).toMatchObject({ actor: { id: grace.id } });
  });

  it('are asked once: whoever looks again changes nothing and tells nobody', async () => {
    const { id } = await ask(world);
    await name([userEntry(margaret)]);
    await dispatch(world);
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

    expect([await inbox(margaret), await inbox(alan)]).toEqual([[id], []]);
  });

  it('get no second mail when they were struck and come back', async () => {
    await ask(world);
    await tell(world, 'activation.requested');
    told();
    await name([userEntry(margaret)]);
    await dispatch(world);
    await tell(world, 'activation.approvers_changed');

    await name([userEntry(grace), userEntry(alan), userEntry(margaret)]);
    await dispatch(world);
    await tell(world, 'activation.approvers_changed');

    expect(told()).toEqual(addressOf(margaret));
  });

  it('are asked about more time, too, though they were asked about the request', async () => {
    const { id } = await hold(world);
    await tell(world, 'activation.requested');
    await name([userEntry(margaret)]);
    await dispatch(world);
    world.passMinutes(1);
    await extend(world, id);
    await tell(world, 'activation.extension_requested');
    told();

    await name([userEntry(alan)]);
    await dispatch(world);
    await tell(world, 'activation.approvers_changed');

    expect([await inbox(alan), await inbox(margaret), told()]).toEqual([[id], [], addressOf(alan)]);
    expect(await entriesOf(id)).toEqual([alan.id]);
  });

  it('leave everything as it is where nothing waits for them', async () => {
    const active = await hold(world);
    const before = await stored(world, active.id);

    await name([userEntry(margaret)]);
    await dispatch(world);

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
    await dispatch(world);

    expect([await inbox(margaret), await inbox(alan)]).toEqual([[], [id]]);
  });

  it('wait for others after a move to a place with other settings', async () => {
    const place = node('account', ['one', DIRECTORY]);
    for (const one of [node('one'), node('two'), place]) await world.directory.addResource(one, demonstration);
    await name([userEntry(margaret)], 'two');
    await dispatch(world);
    const { id } = await ask(world, { resourceId: place.id });

    await changeResource(place.id, { parentId: 'two' }, { id: grace.id, displayName: grace.displayName }, world);
    await dispatch(world);

    expect([await inbox(margaret), await inbox(alan)]).toEqual([[id], []]);
  });

  it('keep the votes there are', async () => {
    world = await foundOrganization(await open(), approval({ quorum: 2 }));
    const { id } = await ask(world);
    await vote(world, id, alan);

    await name([userEntry(alan), userEntry(margaret), userEntry(mallory)]);
    await dispatch(world);
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
