import { beforeEach, describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { demonstration } from '#shared/domain/audit-event';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { cancelActivation, deactivateActivation } from '#shared/use-cases/end-own-activation';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import {
  ada,
  alan,
  approval,
  assignment,
  foundOrganization,
  grace,
  groupEntry,
  margaret,
  operators,
  principal,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { changeSettings } from './extensions.ts';
import { activate, ask, callerOf, remind, tell, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
let world: World;

beforeEach(async () => {
  world = await foundOrganization(await open());
});

const toldAgain = () =>
  world.mailer.sent
    .splice(0)
    .map(({ to }) => to)
    .sort();
const address = (...people: { email?: string }[]) => people.map(({ email }) => email).sort();

async function giveBack({ id, generation }: Activation): Promise<void> {
  await deactivateActivation(id, await callerOf(world, ada), world);
  await revokeAccess({ activationId: id, generation }, world);
}

describe('who is told', () => {
  it('of a request: each approver, people of groups included, once each, never the requester', async () => {
    const approvers = [groupEntry(operators), userEntry(margaret), userEntry(grace), userEntry(ada)];
    world = await foundOrganization(await open(), approval({ approvers }));
    await ask(world);

    await tell(world, 'activation.requested');

    expect(toldAgain()).toEqual(address(grace, margaret));
  });

  it('of a request nobody is asked about: nobody', async () => {
    world = await worldWithoutApproval(open);
    await ask(world);

    await tell(world, 'activation.requested');

    expect(toldAgain()).toEqual([]);
  });

  it.each([
    ['activation.approved', (id: string) => vote(world, id)],
    ['activation.denied', (id: string) => vote(world, id, grace, 'deny')],
    ['activation.cancelled', async (id: string) => cancelActivation(id, await callerOf(world, ada), world)],
  ] as const)('of %s: the requester and every approver', async (type, close) => {
    const { id } = await ask(world);
    await close(id);

    await tell(world, type);

    expect(toldAgain()).toEqual(address(ada, alan, grace));
  });

  it('of the access: the requester and all administrators, active, eligible and activated, without a cap', async () => {
    world = await worldWithoutApproval(open);
    const many = Array.from({ length: 60 }, (_, at) => principal(`admin${at}`));
    for (const one of many) {
      await world.directory.addPrincipal(one, demonstration);
      await world.directory.addAssignment(assignment(one, PRIVILEGED_ROLE_ADMINISTRATOR, 'eligible'), demonstration);
    }
    await activate(world);

    await tell(world, 'activation.activated');

    expect(toldAgain()).toEqual(address(ada, alan, grace, ...many));
  });

  it('of the access: not the administrators where the settings say so', async () => {
    world = await worldWithoutApproval(open, { notifyAdministrators: false });
    await activate(world);

    await tell(world, 'activation.activated');

    expect(toldAgain()).toEqual(address(ada));
  });

  it.each(['activated', 'ended'] as const)(
    'of an access that is %s: the addresses of the settings too, once each',
    async (what) => {
      const extraRecipients = ['soc@example.test', 'SOC@example.test', 'Grace@example.test'];
      world = await worldWithoutApproval(open, { notifyAdministrators: what === 'activated', extraRecipients });
      const active = await activate(world);
      if (what === 'ended') await giveBack(active);

      await tell(world, `activation.${what}`);
      await tell(world, `activation.${what}`);

      const administrators = what === 'activated' ? address(alan, grace) : ['Grace@example.test'];
      expect(toldAgain()).toEqual(['SOC@example.test', ...administrators, ...address(ada)].sort());
    },
  );

  it('of the coming end: the requester alone', async () => {
    world = await worldWithoutApproval(open);
    const active = await activate(world);
    const reminder = { type: 'activation.ending_soon', actor: demonstration, details: {} } as const;
    await world.activations.replace({ ...active, revision: active.revision + 1 }, active, reminder);

    await tell(world, 'activation.ending_soon');

    expect(toldAgain()).toEqual(address(ada));
  });

  it('by a reminder: only approvers who have not answered', async () => {
    world = await foundOrganization(await open(), approval({ quorum: 2 }));
    const { id } = await ask(world);
    await vote(world, id, grace);
    await remind(world, id);

    expect(toldAgain()).toEqual(address(alan));
  });

  it('by a reminder: approvers the settings name by now, nobody who was one when it was asked', async () => {
    const { id } = await ask(world);
    await changeSettings(world, approval({ approvers: [userEntry(grace), userEntry(margaret)] }));
    await remind(world, id);

    expect(toldAgain()).toEqual(address(grace, margaret));
  });

  it('of a request that was decided before the mail: nobody is asked any more', async () => {
    const { id } = await ask(world);
    await vote(world, id);

    await tell(world, 'activation.requested');

    expect(toldAgain()).toEqual([]);
  });

  it('not those who are disabled or have no address', async () => {
    await world.table.edit(keys.principal(alan.id), { enabled: false });
    await ask(world);

    await tell(world, 'activation.requested');

    expect(toldAgain()).toEqual(address(grace));
  });
});
