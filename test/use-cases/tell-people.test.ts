import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { type MailEvent, MailsUndelivered, tellPeople } from '#shared/use-cases/tell-people';
import { messageRejected, sendingHeldBack } from '#test/support/fake-mailer';
import { alan, approval, assignment, foundOrganization, grace, principal } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { ask, newestEvent, remind, tell, vote } from './steps.ts';

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

describe('an event that comes twice', () => {
  it('is told once, one after the other or at once', async () => {
    await ask(world);
    const event = await newestEvent(world, 'activation.requested');

    await Promise.allSettled([1, 2, 3].map(() => tellPeople(event, world)));
    world.passMinutes(60);
    await tellPeople(event, world);

    expect(toldAgain()).toEqual(address(alan, grace));
  });

  it('comes again until the lease of whoever crashed is over, and is told then, with a link that works and an older one that does not', async () => {
    const { id } = await ask(world);
    const event = await newestEvent(world, 'activation.requested');
    const crashed = { ...world, linkMint: { mint: () => new Promise<never>(() => {}) } };
    void tellPeople(event, crashed);
    while ((await world.decisionLinks.listFor(id)).length < 2) await Promise.resolve();

    await expect(tellPeople(event, world)).rejects.toBeInstanceOf(MailsUndelivered);
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

  it('makes the event come again while SES holds mails back, counts them apart, and records nothing as failed', async () => {
    const { id } = await ask(world);
    const event = await newestEvent(world, 'activation.requested');
    world.mailer.before = ({ to }) => {
      throw to === alan.email ? sendingHeldBack() : messageRejected();
    };

    await expect(tellPeople(event, world)).rejects.toMatchObject({ failed: 1, heldBack: 1 });
    const claims = (await world.exportTable()).filter(({ entity }) => entity === 'claim');
    expect(claims).toMatchObject([
      { recipientId: alan.id, state: 'retry', error: 'SendingHeldBack' },
      { recipientId: grace.id, state: 'failed' },
    ]);
    world.mailer.before = () => {};
    expect(await tellPeople(event, world)).toBe(0);

    expect(toldAgain()).toEqual(address(alan));
    expect(await world.activations.find(id)).toMatchObject({ status: 'pending_approval' });
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

describe('an event that concerns 120 people', () => {
  const many = Array.from({ length: 120 }, (_, at) => principal(`approver${at}`));
  let event: MailEvent;

  beforeEach(async () => {
    const approvers = [{ kind: 'role' as const, id: 'helper', displayName: 'Helper' }];
    world = await foundOrganization(await open(), approval({ approvers }));
    await Promise.all(many.map((one) => world.directory.addPrincipal(one, demonstration)));
    await Promise.all(
      many.map((one) => world.directory.addAssignment(assignment(one, 'helper', 'active'), demonstration)),
    );
    await ask(world);
    event = await newestEvent(world, 'activation.requested');
  });

  it('is told to each of them, at most ten at once, and one who cannot be told keeps nobody waiting', async () => {
    let underWay = 0;
    let most = 0;
    world.mailer.before = async ({ to }) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 1));
      underWay -= 1;
      if (to === many[3]?.email) throw messageRejected();
      if (to === many[7]?.email) throw new Error('Throttling');
    };

    await expect(tellPeople(event, world)).rejects.toMatchObject({ name: 'MailsUndelivered', failed: 1 });

    expect(most).toBe(10);
    expect(world.mailer.sent).toHaveLength(118);
    world.mailer.before = () => {};
    expect(await tellPeople(event, world)).toBe(0);
    expect(toldAgain()).toEqual(address(...many.filter((_, at) => at !== 3)));
  });

  it('is told in parts when the time does not suffice, to each once', async () => {
    const timeFor50 = () => world.mailer.sent.length < 50;

    await expect(tellPeople(event, world, timeFor50)).rejects.toThrow('70 mails');
    expect(world.mailer.sent).toHaveLength(50);
    expect(await tellPeople(event, world)).toBe(0);

    expect(toldAgain()).toEqual(address(...many));
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
    const claims = await world.linkVerifier.verify(letters[0]?.approveToken ?? '', world.now());
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

    for (const link of await world.decisionLinks.listFor(id)) expect(link.endsAt).toBe(plusMinutes(NOON, minutes));
  });

  it('kills the link of the mail before it', async () => {
    const { id } = await ask(world);
    await tell(world, 'activation.requested');
    await remind(world, id);
    await remind(world, id);

    const open = (await world.decisionLinks.listFor(id)).filter(({ state }) => state === 'open');
    expect(open.map(({ approverId }) => approverId).sort()).toEqual([alan.id, grace.id]);
  });
});
