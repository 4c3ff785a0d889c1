import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import type { DeliveryReport, MailRecord } from '#shared/domain/delivery';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { MailNotSettled, recordDelivery } from '#shared/use-cases/record-delivery';
import { messageRejected } from '#test/support/fake-mailer';
import {
  ada,
  alan,
  approval,
  assignment,
  foundOrganization,
  grace,
  principal,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { ask, newestEvent, refusalOf, remind, tell, vote } from './steps.ts';

const open = useWorlds();
let world: World;
let id: string;

beforeEach(async () => {
  world = await foundOrganization(await open());
  id = (await ask(world)).id;
  await tell(world, 'activation.requested');
  world.mailer.sent.splice(0);
});

async function mailTo(person: { id: string }): Promise<MailRecord> {
  const mails = await world.mailClaims.listAbout({ kind: 'activation', id });
  const mail = mails.findLast(({ recipientId }) => recipientId === person.id);
  if (!mail) throw new Error(`${person.id} was not told.`);
  return mail;
}

function reportOf({ about, eventId, recipientId, messageId = '' }: MailRecord, changes: Partial<DeliveryReport> = {}) {
  const said = { kind: 'bounce', isPermanent: true, reason: 'Permanent/General', address: 'x@example.test' } as const;
  return { mail: { about, eventId, recipientId }, messageId, reportId: `r-${messageId}`, ...said, ...changes };
}

const bounce = async (person: { id: string }, changes: Partial<DeliveryReport> = {}) =>
  recordDelivery(reportOf(await mailTo(person), changes), world);
const events = async (type: string) =>
  (await world.exportTable()).filter((item) => item.entity === 'event' && item.type === type);
const told = () =>
  world.mailer.sent
    .splice(0)
    .map(({ to, subject }) => `${to}: ${subject.replace(/: .*/, '')}`)
    .sort();

describe('a report of the mail service (T-40)', () => {
  it.each([
    ['a bounce for good', {}, 'bounced', 'mail.bounced'],
    ['a bounce that passes', { isPermanent: false, reason: 'Transient/MailboxFull' }, 'sent', 'mail.bounced'],
    ['a complaint', { kind: 'complaint' }, 'complained', 'mail.complained'],
    ['a rejection', { kind: 'rejection' }, 'failed', 'mail.bounced'],
  ] as const)('of %s is on record with the mail and in the audit', async (_, changes, state, type) => {
    expect(await bounce(grace, changes)).toBe('recorded');

    const mail = await mailTo(grace);
    expect(mail).toMatchObject({ state, reports: [`r-${mail.messageId}`] });
    expect(await events(type)).toMatchObject([
      { pk: `MAIL#${mail.messageId}`, seq: 1, details: { recipientId: grace.id, address: 'x@example.test' } },
    ]);
  });

  it('counts once, however often it comes, one after the other or at once', async () => {
    const report = reportOf(await mailTo(grace));

    const outcomes = await Promise.all([1, 2, 3].map(() => recordDelivery(report, world)));
    outcomes.push(await recordDelivery(report, world));

    expect(outcomes.toSorted()).toEqual(['known', 'known', 'known', 'recorded']);
    expect(await events('mail.bounced')).toHaveLength(1);
  });

  it.each([
    ['names another message', (own: DeliveryReport) => ({ ...own, messageId: 'message-of-mallory' })],
    ['is about a mail nobody sent', (own: DeliveryReport) => ({ ...own, mail: { ...own.mail, recipientId: ada.id } })],
    ['is about another event', (own: DeliveryReport) => ({ ...own, mail: { ...own.mail, eventId: 'evt_x' } })],
    [
      'is about another activation',
      (own: DeliveryReport) => ({ ...own, mail: { ...own.mail, about: { kind: 'activation' as const, id: 'act_x' } } }),
    ],
  ])('that %s is refused and changes nothing', async (_, forge) => {
    const forged = forge(reportOf(await mailTo(grace)));
    const before = await world.exportTable();

    expect(await recordDelivery(forged, world)).toBe('refused');

    expect(await world.exportTable()).toEqual(before);
  });

  it('that is faster than the record of its mail has to come again', async () => {
    const { about, eventId, recipientId } = await mailTo(grace);
    const report = reportOf(await mailTo(grace));
    await world.table.edit(keys.claim(about, eventId, recipientId), { state: 'claimed' });

    expect(await refusalOf(world, () => recordDelivery(report, world))).toBeInstanceOf(MailNotSettled);
  });
});

describe('approvers whom no mail reaches (T-40)', () => {
  it('are reported once when the last of them is, to the requester and to all administrators', async () => {
    world = await foundOrganization(await open(), { notifyAdministrators: false });
    await world.directory.addPrincipal(principal('edith'), demonstration);
    await world.directory.addAssignment(
      assignment(principal('edith'), PRIVILEGED_ROLE_ADMINISTRATOR, 'eligible'),
      demonstration,
    );
    id = (await ask(world)).id;
    await tell(world, 'activation.requested');
    world.mailer.sent.splice(0);
    await bounce(grace);
    expect(await events('mail.approvers_unreachable')).toEqual([]);

    await bounce(alan, { kind: 'complaint' });
    await bounce(alan, { kind: 'complaint' });
    await tell(world, 'mail.approvers_unreachable');
    await tell(world, 'mail.approvers_unreachable');

    expect(await events('mail.approvers_unreachable')).toMatchObject([
      {
        pk: `MAIL#${id}`,
        seq: 1,
        details: { activationId: id, approverIds: expect.arrayContaining([grace.id, alan.id]) },
      },
    ]);
    const [a, b, c, d] = ['ada', 'alan', 'edith', 'grace'].map((name) => `${name}@example.test: Nobody could be asked`);
    expect(told()).toEqual([a, b, c, d]);
  });

  it('are not all of them while one mail came back only for now', async () => {
    await bounce(grace);
    await bounce(alan, { isPermanent: false });

    expect(await events('mail.approvers_unreachable')).toEqual([]);
  });

  it('include those whose mails were refused, those without an address, and not those who have voted', async () => {
    const silent = principal('silent');
    const { email: _none, ...noAddress } = silent;
    const approvers = [userEntry(grace), userEntry(alan), userEntry(silent)];
    world = await foundOrganization(await open(), approval({ approvers, quorum: 2 }));
    await world.directory.addPrincipal(noAddress, demonstration);
    id = (await ask(world)).id;
    await vote(world, id, grace);
    world.mailer.before = () => {
      throw messageRejected();
    };

    await tell(world, 'activation.requested');

    expect(await events('mail.approvers_unreachable')).toMatchObject([
      { details: { approverIds: expect.arrayContaining([alan.id, silent.id]) } },
    ]);
  });

  it('are reachable again when a newer mail arrives', async () => {
    await bounce(grace);
    await remind(world, id);

    await bounce(alan);

    expect(await events('mail.approvers_unreachable')).toEqual([]);
  });

  it('are no news any more once somebody has decided', async () => {
    await bounce(grace);
    await bounce(alan);
    const event = await newestEvent(world, 'mail.approvers_unreachable');
    await vote(world, id);

    await tell(world, event.type);

    expect(told()).toEqual([]);
  });

  it('are noticed also when whoever recorded the last report crashed before looking', async () => {
    await bounce(grace);
    const crashed = {
      ...world,
      principals: { ...world.principals, findSeveral: () => Promise.reject(new Error('crash')) },
    };
    const report = reportOf(await mailTo(alan));
    await expect(recordDelivery(report, crashed)).rejects.toThrow('crash');

    expect(await recordDelivery(report, world)).toBe('known');

    expect(await events('mail.approvers_unreachable')).toHaveLength(1);
  });
});
