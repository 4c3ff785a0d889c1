import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { cancelActivation } from '#shared/use-cases/end-own-activation';
import { MailsUndelivered, tellPeople } from '#shared/use-cases/tell-people';
import { messageRejected } from '#test/support/fake-mailer';
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
import { NOON, type World } from '#test/support/world';
import { activate, ask, callerOf, newestEvent, stored, tell, vote, worldWithoutApproval } from './steps.ts';

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
    await remind(id);

    expect(toldAgain()).toEqual(address(alan));
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

async function remind(id: string): Promise<void> {
  const pending = await stored(world, id);
  const reminder = { type: 'activation.approval_reminded', actor: demonstration, details: {} } as const;
  await world.activations.replace({ ...pending, revision: pending.revision + 1 }, pending, reminder);
  await tell(world, 'activation.approval_reminded');
}

describe('an event that comes twice', () => {
  it('is told once, one after the other or at once', async () => {
    await ask(world);
    const event = await newestEvent(world, 'activation.requested');

    await Promise.all([1, 2, 3].map(() => tellPeople(event, world)));
    world.passMinutes(60);
    await tellPeople(event, world);

    expect(toldAgain()).toEqual(address(alan, grace));
  });

  it('is told after the lease when whoever claimed it crashed, with a link that works and an older one that does not', async () => {
    const { id } = await ask(world);
    const event = await newestEvent(world, 'activation.requested');
    const crashed = { ...world, linkMint: { mint: () => new Promise<never>(() => {}) } };
    void tellPeople(event, crashed);
    while ((await world.decisionLinks.listFor(id)).length < 2) await Promise.resolve();

    await tellPeople(event, world);
    expect(toldAgain()).toEqual([]);
    world.passMinutes(2.01);
    await tellPeople(event, world);

    expect(toldAgain()).toEqual(address(alan, grace));
    expect((await world.decisionLinks.listFor(id)).map(({ state }) => state).sort()).toEqual([
      'open',
      'open',
      'replaced',
      'replaced',
    ]);
  });
});

describe('a mail service that is down', () => {
  it('makes the event come again, and only those who got nothing are told then', async () => {
    await ask(world);
    const event = await newestEvent(world, 'activation.requested');
    world.mailer.before = ({ to }) => {
      if (to === alan.email) throw new Error('Throttling');
    };

    await expect(tellPeople(event, world)).rejects.toBeInstanceOf(MailsUndelivered);
    expect(toldAgain()).toEqual(address(grace));
    await expect(tellPeople(event, world)).rejects.toBeInstanceOf(MailsUndelivered);
    world.mailer.before = () => {};
    expect(await tellPeople(event, world)).toBe(0);

    expect(toldAgain()).toEqual(address(alan));
  });

  it('is told apart from one that never will take a mail: that is counted, recorded, and not repeated', async () => {
    await ask(world);
    const event = await newestEvent(world, 'activation.requested');
    world.mailer.before = ({ to }) => {
      if (to === alan.email) throw messageRejected();
    };

    expect(await tellPeople(event, world)).toBe(1);
    world.mailer.before = () => {};
    expect(await tellPeople(event, world)).toBe(0);

    expect(toldAgain()).toEqual(address(grace));
    const claims = (await world.exportTable()).filter(({ entity }) => entity === 'claim');
    expect(claims).toMatchObject([
      { recipientId: alan.id, state: 'failed', error: 'MessageRejected' },
      { recipientId: grace.id, state: 'sent', messageId: 'message-1' },
    ]);
  });

  it('never breaks what it tells about', async () => {
    world.mailer.before = () => {
      throw new Error('down');
    };
    const { id } = await ask(world);

    await expect(tell(world, 'activation.requested')).rejects.toThrow();

    expect(await vote(world, id)).toMatchObject({ status: 'approved' });
  });
});

describe('a mail that asks for a decision', () => {
  it('carries a link and a code of its own for each approver, of which the table knows hashes only', async () => {
    const { id } = await ask(world);
    await tell(world, 'activation.requested');

    const letters = [grace, alan].map((person) => world.mailer.askOf(person));
    expect(new Set(letters.flatMap(({ approveToken, denyToken }) => [approveToken, denyToken])).size).toBe(4);
    const table = JSON.stringify(await world.exportTable());
    for (const { approveToken, denyToken, code } of letters)
      for (const secret of [approveToken, denyToken, `"${code}"`]) expect(table).not.toContain(secret);
    const claims = await world.linkVerifier.verifyExpired(letters[0]?.approveToken ?? '');
    expect(claims).toMatchObject({ sub: grace.id, rid: id, act: ['approve', 'deny'] });
    expect(table).not.toContain(claims.jti);
  });

  it.each([
    ['an hour where the link decides', 'link', 60, 24 * 60],
    ['four hours where signing in is wanted', 'signIn', 240, 24 * 60],
    ['until the deadline when that is sooner', 'signIn', 30, 30],
  ] as const)('works for %s', async (_, decisionMode, minutes, windowMinutes) => {
    world = await foundOrganization(await open(), { decisionMode, ...approval({ windowMinutes }) });
    const { id } = await ask(world);

    await tell(world, 'activation.requested');

    for (const link of await world.decisionLinks.listFor(id)) expect(link.expiresAt).toBe(plusMinutes(NOON, minutes));
  });

  it('kills the link of the mail before it', async () => {
    const { id } = await ask(world);
    await tell(world, 'activation.requested');
    await remind(id);
    await remind(id);

    const open = (await world.decisionLinks.listFor(id)).filter(({ state }) => state === 'open');
    expect(open.map(({ approverId }) => approverId).sort()).toEqual([alan.id, grace.id]);
  });
});
