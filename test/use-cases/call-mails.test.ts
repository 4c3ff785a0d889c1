import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { DeliveryReport } from '#shared/domain/delivery';
import { plusMinutes } from '#shared/domain/instant';
import { ReportedTags } from '#shared/mail/mail-tags';
import { renewLink } from '#shared/use-cases/link-decisions';
import { recordDelivery } from '#shared/use-cases/record-delivery';
import { sweep } from '#shared/use-cases/sweep';
import { MailsUndelivered, tellPeople } from '#shared/use-cases/tell-people';
import { alan, approval, grace, margaret, userEntry } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { askTogether, decide, eventAbout, readCall, tellAbout, worldWithRoles } from './calls.ts';
import { stored, tell } from './steps.ts';

const open = useWorlds();
const FIVE = ['mail', 'backup', 'vault', 'network', 'billing'];
const five = () =>
  worldWithRoles(open, Object.fromEntries(FIVE.map((id) => [id, approval({ approvers: [userEntry(alan)] })])));
const links = async (world: World, id: string) => world.decisionLinks.listFor(id);

describe('roles asked for in one call (APR-10, link rule 11)', () => {
  it('reach their approver in one mail: a section each with two links of its own, and the code once', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);

    await tellAbout(world, ids);

    expect(world.mailer.to(alan)).toHaveLength(1);
    const [mail] = world.mailer.to(alan);
    expect(mail?.subject).toBe('Approve or deny: ada asks for 5 roles');
    expect(mail?.text.match(/^https:\S+\/decide#\S+$/gm)).toHaveLength(10);
    expect(mail?.text.match(/^Code: \S{4}$/gm)).toHaveLength(1);
    for (const roleId of FIVE) expect(mail?.text).toContain(`  Role: ${roleId}\n`);
    const claims = await Promise.all(
      readCall(world, alan).tokens.map((token) => world.linkVerifier.verify(token, NOON)),
    );
    expect(claims.map(({ rid, act }) => [rid, act[0]])).toEqual(ids.map((id) => [id, 'approve']));
  });

  it('are decided one by one with the one code, however many they are', async () => {
    const eight = Array.from({ length: 8 }, (_, at) => `role${at}`);
    const world = await worldWithRoles(open, Object.fromEntries(eight.map((id) => [id, {}])));
    const ids = await askTogether(world, eight);
    await tellAbout(world, ids);

    const { tokens, code } = readCall(world, alan);
    for (const token of tokens) await decide(world, token, code);

    for (const id of ids) expect(await stored(world, id)).toMatchObject({ status: 'approved' });
    expect(world.alarms).toEqual([]);
  });

  it('lock together: five wrong codes, on whichever of the links, and none decides any more (T-30)', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);
    await tellAbout(world, ids);
    const { tokens, code } = readCall(world, alan);
    const wrong = code === 'CCCC' ? 'FFFF' : 'CCCC';

    await decide(world, tokens[0] ?? '', code);
    for (const token of [...tokens.slice(1), tokens[1] ?? ''])
      await expect(decide(world, token, wrong)).rejects.toMatchObject({ code: 'wrong_match_code' });

    for (const token of tokens.slice(1))
      await expect(decide(world, token, code)).rejects.toMatchObject({ code: 'link_locked' });
    expect(world.alarms).toEqual(['linkLocked']);
  });

  it('count tries that come at once one by one', async () => {
    const world = await five();
    await tellAbout(world, await askTogether(world, FIVE));
    const { tokens, code } = readCall(world, alan);
    const wrong = code === 'CCCC' ? 'FFFF' : 'CCCC';

    const tries = await Promise.allSettled(
      [...tokens, ...tokens, ...tokens].map((token) => decide(world, token, wrong)),
    );

    const codes = tries.map((one) => (one.status === 'rejected' ? one.reason.code : 'decided'));
    expect(codes.filter((one) => one === 'wrong_match_code')).toHaveLength(5);
    expect(codes.filter((one) => one !== 'wrong_match_code' && one !== 'link_locked' && one !== 'busy')).toEqual([]);
  });

  it('come in mails of ten at most', async () => {
    const twelve = Array.from({ length: 12 }, (_, at) => `role${at}`);
    const world = await worldWithRoles(open, Object.fromEntries(twelve.map((id) => [id, {}])));

    await tellAbout(world, await askTogether(world, twelve));

    const sections = world.mailer.to(alan).map(({ text }) => text.match(/^To approve, open:$/gm)?.length);
    expect(sections).toEqual([10, 2]);
  });

  it('come in mails of their own where approvers or modes differ', async () => {
    const world = await worldWithRoles(open, {
      mail: approval({ approvers: [userEntry(alan), userEntry(grace)] }),
      backup: approval({ approvers: [userEntry(alan)] }),
      vault: { decisionMode: 'signIn', ...approval({ approvers: [userEntry(alan)] }) },
      network: approval({ approvers: [userEntry(margaret)] }),
      open: approval({ required: false }),
    });

    await tellAbout(world, await askTogether(world, ['mail', 'backup', 'vault', 'network', 'open']));

    const told = (person: typeof alan) => world.mailer.to(person).map(({ subject }) => subject);
    expect(told(alan)).toEqual(['Approve or deny: ada asks for 2 roles', 'Approve or deny: ada asks for vault']);
    expect(told(grace)).toEqual(['Approve or deny: ada asks for mail']);
    expect(told(margaret)).toEqual(['Approve or deny: ada asks for network']);
  });

  it('say their deadline once when it is the same, and each its own when not', async () => {
    const world = await worldWithRoles(open, { mail: {}, backup: {}, vault: approval({ windowMinutes: 60 }) });

    await tellAbout(world, await askTogether(world, ['mail', 'backup']));
    const [same] = world.mailer.to(alan);
    expect(same?.text.match(/Decide by: .*/g)).toEqual(['Decide by: Mon, 23 Nov 2026 12:00 UTC (24 hours)']);
    world.mailer.sent.splice(0);
    const other = await worldWithRoles(open, { mail: {}, vault: approval({ windowMinutes: 60 }) });
    await tellAbout(other, await askTogether(other, ['mail', 'vault']));
    expect(other.mailer.to(alan)[0]?.text.match(/Decide by: .*/g)).toHaveLength(2);
  });
});

describe('the events of one call', () => {
  it.each([
    ['in order', [0, 1, 2, 3, 4]],
    ['the other way round', [4, 3, 2, 1, 0]],
    ['twice', [0, 1, 2, 3, 4, 0, 1, 2, 3, 4]],
  ])('bring one mail when they come %s', async (_, order) => {
    const world = await five();
    const ids = await askTogether(world, FIVE);

    await tellAbout(
      world,
      order.map((at) => ids[at] ?? ''),
    );

    expect(world.mailer.to(alan)).toHaveLength(1);
  });

  it('bring one mail when they come at the same moment', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);
    const events = await Promise.all(ids.map((id) => eventAbout(world, id, 'activation.requested')));

    await Promise.allSettled(events.map((event) => tellPeople(event, world)));
    for (const event of events) await tellPeople(event, world);

    expect(world.mailer.to(alan)).toHaveLength(1);
  });

  it('wait for the items that are still being stored', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);
    const [first = ''] = ids;
    let looks = 0;
    const slow = {
      ...world,
      activations: {
        ...world.activations,
        find: async (id: string) => (id !== first && looks < 4 ? undefined : world.activations.find(id)),
      },
      pause: async () => {
        looks += 1;
      },
    };

    await tellPeople(await eventAbout(world, first, 'activation.requested'), slow);

    expect(looks).toBe(4);
    expect(world.mailer.to(alan).map(({ subject }) => subject)).toEqual(['Approve or deny: ada asks for 5 roles']);
  });

  it('wait less than 10 seconds, and ask about what is there when the call crashed between its items', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);
    const [first = '', second = ''] = ids;
    const crashed = {
      ...world,
      activations: {
        ...world.activations,
        find: async (id: string) => (id === first || id === second ? world.activations.find(id) : undefined),
      },
      pause: async (milliseconds: number) => world.passMinutes(milliseconds / 60_000),
    };

    await tellPeople(await eventAbout(world, first, 'activation.requested'), crashed);
    await tellPeople(await eventAbout(world, second, 'activation.requested'), crashed);

    expect(world.mailer.to(alan).map(({ subject }) => subject)).toEqual(['Approve or deny: ada asks for 2 roles']);
    expect(Date.parse(world.now()) - Date.parse(NOON)).toBeLessThan(10_000);
    // What comes later after all is asked about by its own event.
    await tellAbout(world, ids);
    expect(world.mailer.to(alan).map(({ subject }) => subject)).toEqual([
      'Approve or deny: ada asks for 2 roles',
      'Approve or deny: ada asks for 3 roles',
    ]);
  });

  it('leave nobody unasked when the first of them crashes while it tells', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);
    const crashed = { ...world, linkMint: { mint: () => new Promise<never>(() => {}) } };
    void tellPeople(await eventAbout(world, ids[0] ?? '', 'activation.requested'), crashed);
    while ((await links(world, ids[4] ?? '')).length < 1) await Promise.resolve();

    await expect(tellAbout(world, ids.slice(1, 2))).rejects.toBeInstanceOf(MailsUndelivered);
    world.passMinutes(2.01);
    await tellAbout(world, ids);

    expect(world.mailer.to(alan)).toHaveLength(1);
    const { tokens, code } = readCall(world, alan);
    expect(tokens).toHaveLength(5);
    await decide(world, tokens[4] ?? '', code);
  });

  it('are told again by all of them while the mail service is down, and once when it is back', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);
    world.mailer.before = () => {
      throw new Error('Throttling');
    };
    for (const id of ids) await expect(tellAbout(world, [id])).rejects.toBeInstanceOf(MailsUndelivered);
    world.mailer.before = () => {};

    await tellAbout(world, ids);

    expect(world.mailer.to(alan)).toHaveLength(1);
    expect(readCall(world, alan).tokens).toHaveLength(5);
  });
});

describe('after the mail about several requests', () => {
  it('a reminder brings one mail again, whose links end the older ones of their requests', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);
    await tellAbout(world, ids);
    const older = readCall(world, alan);
    await decide(world, older.tokens[0] ?? '', older.code);
    world.setTime(plusMinutes(NOON, 12 * 60 + 1));
    await sweep(world);

    await tellAbout(world, ids.slice(1), 'activation.approval_reminded');

    const [, reminder] = world.mailer.to(alan);
    expect(world.mailer.to(alan)).toHaveLength(2);
    expect(reminder?.subject).toBe('Reminder: ada asks for 4 roles');
    await expect(decide(world, older.tokens[1] ?? '', older.code)).rejects.toThrow();
    const { tokens, code } = readCall(world, alan);
    for (const token of tokens) await decide(world, token, code);
    for (const id of ids.slice(1)) expect(await stored(world, id)).toMatchObject({ status: 'approved' });
  });

  it('a fresh link is for one request alone, and leaves the others as they are', async () => {
    const world = await worldWithRoles(open, { mail: { decisionMode: 'signIn' }, backup: { decisionMode: 'signIn' } });
    const [mail = '', backup = ''] = await askTogether(world, ['mail', 'backup']);
    await tellAbout(world, [mail, backup]);
    const { tokens } = readCall(world, alan);
    world.passMinutes(241);

    await renewLink(tokens[0] ?? '', world);
    await tell(world, 'link.renewed');

    expect(world.mailer.to(alan).at(-1)?.subject).toBe('Fresh links: ada asks for mail');
    const states = async (id: string) =>
      (await links(world, id))
        .filter(({ approverId }) => approverId === alan.id)
        .map(({ state }) => state)
        .sort();
    expect(await states(mail)).toEqual(['open', 'replaced']);
    expect(await states(backup)).toEqual(['open']);
  });

  it('a bounce of it counts for each of its requests: none has an approver who can be reached (T-40)', async () => {
    const world = await five();
    const ids = await askTogether(world, FIVE);
    await tellAbout(world, ids);
    const [mail] = world.mailer.to(alan);
    const reported = Object.fromEntries(Object.entries(mail?.tags ?? {}).map(([name, value]) => [name, [value]]));
    const report: DeliveryReport = {
      mail: v.parse(ReportedTags, reported),
      ...{
        messageId: 'message-1',
        reportId: 'r1',
        kind: 'bounce',
        isPermanent: true,
        reason: 'Permanent',
        address: 'a',
      },
    };

    expect(await recordDelivery(report, world)).toBe('recorded');
    expect(await recordDelivery(report, world)).toBe('known');

    const table = await world.exportTable();
    const unreachable = table.filter(({ type }) => type === 'mail.approvers_unreachable');
    expect(unreachable).toHaveLength(5);
    expect(table.filter(({ entity, state }) => entity === 'claim' && state === 'bounced')).toHaveLength(5);
  });

  it('a single request of a call is asked about as any other', async () => {
    const world = await worldWithRoles(open, { mail: {}, backup: approval({ required: false }) });
    const [mail = ''] = await askTogether(world, ['mail', 'backup']);
    await tellAbout(world, [mail]);

    expect(await stored(world, mail)).not.toHaveProperty('call');
    expect(world.mailer.to(alan)[0]?.subject).toBe('Approve or deny: ada asks for mail');
    expect(world.mailer.to(alan)[0]?.text).not.toContain('/approvals');
  });
});
