import { beforeEach, describe, expect, it } from 'vitest';
import { keys } from '#shared/dynamodb/keys';
import {
  ada,
  alan,
  approval,
  foundOrganization,
  grace,
  groupEntry,
  mallory,
  margaret,
  operators,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { change } from './organization.ts';
import { ask, grant, stored, vote } from './steps.ts';

const open = useWorlds();
const approvers = [groupEntry(operators), userEntry(alan), userEntry(mallory)];
/** margaret votes first, as one of the operators; then this happens. */
const happenings: [string, (world: World) => Promise<unknown>][] = [
  ['was disabled', (world) => change(world, margaret.id, { enabled: false })],
  ['left the group', (world) => change(world, operators.id, { removeMembers: [margaret.id] })],
  ['was in a group that was disabled', (world) => change(world, operators.id, { enabled: false })],
  ['was found to be the requester', (world) => change(world, margaret.id, { personId: ada.id })],
  ['is whom the requester was found to be', (world) => change(world, ada.id, { personId: margaret.id })],
  [
    'was found to be the requester by a third account',
    async (world) => {
      await change(world, mallory.id, { personId: ada.id });
      await change(world, margaret.id, { personId: mallory.id });
    },
  ],
];

let world: World;
const setUp = async (quorum: number) => {
  world = await foundOrganization(await open(), approval({ quorum, approvers }));
};

describe('T-51: the yes of somebody who since', () => {
  beforeEach(() => setUp(2));

  it.each(happenings)('%s does not complete a quorum', async (_, happen) => {
    const { id } = await ask(world);
    await vote(world, id, margaret);
    await happen(world);

    expect(await vote(world, id, alan)).toMatchObject({ status: 'pending_approval' });
  });

  it('was struck from the settings does not complete a quorum', async () => {
    const { id } = await ask(world);
    await vote(world, id, mallory);
    const settings = { ...(await world.roles.findAt('exchange-administrator', '/'))?.settings.settings };
    await world.table.edit(keys.settings('exchange-administrator', '/'), {
      settings: { ...settings, ...approval({ quorum: 2, approvers: [userEntry(alan), userEntry(grace)] }) },
    });

    expect(await vote(world, id, alan)).toMatchObject({ status: 'pending_approval' });
    expect(await vote(world, id, grace)).toMatchObject({ status: 'approved' });
  });

  it('was found to be another voter counts once', async () => {
    await setUp(3);
    const { id } = await ask(world);
    await vote(world, id, margaret);
    await vote(world, id, mallory);
    await change(world, mallory.id, { personId: margaret.id });

    expect(await vote(world, id, alan)).toMatchObject({ status: 'pending_approval' });
  });

  it('was disabled and is enabled again counts again', async () => {
    const { id } = await ask(world);
    await vote(world, id, margaret);
    await change(world, margaret.id, { enabled: false });
    await vote(world, id, alan);
    await change(world, margaret.id, { enabled: true });

    expect(await vote(world, id, mallory)).toMatchObject({ status: 'approved' });
  });

  it('is disabled while the last vote is stored does not complete it either', async () => {
    const { id } = await ask(world);
    await vote(world, id, margaret);
    const activations: World['activations'] = {
      ...world.activations,
      async replace(...args) {
        await world.table.edit(keys.principal(margaret.id), { enabled: false });
        return world.activations.replace(...args);
      },
    };

    expect(await vote({ ...world, activations }, id, alan)).toMatchObject({ status: 'pending_approval' });
  });
});

describe('APR-8: an approval whose yes is of somebody who since', () => {
  beforeEach(() => setUp(1));

  it.each(happenings)('%s gives nothing', async (_, happen) => {
    const { id } = await ask(world);
    const approved = await vote(world, id, margaret);
    await happen(world);

    await expect(grant(world, approved)).rejects.toMatchObject({ message: 'approvals_do_not_count' });
    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'approvals_do_not_count' });
    expect(world.accessProvider.calls).toEqual([]);
  });

  it('is an approver still gives the role', async () => {
    const { id } = await ask(world);
    await grant(world, await vote(world, id, margaret));

    expect(await stored(world, id)).toMatchObject({ status: 'active' });
  });

  it('is disabled while the grant is stored gives nothing', async () => {
    const { id } = await ask(world);
    const approved = await vote(world, id, margaret);
    const entitlements = {
      ...world.entitlements,
      find: async (key: string) => {
        await world.table.edit(keys.principal(margaret.id), { enabled: false });
        return world.entitlements.find(key);
      },
    };

    await expect(grant({ ...world, entitlements }, approved)).rejects.toMatchObject({ name: 'GrantRefused' });
    expect(await stored(world, id)).toMatchObject({ status: 'cancelled', reason: 'approvals_do_not_count' });
  });
});
