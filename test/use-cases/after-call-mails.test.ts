import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { DeliveryReport } from '#shared/domain/delivery';
import { plusMinutes } from '#shared/domain/instant';
import { ReportedTags } from '#shared/mail/mail-tags';
import { renewLink } from '#shared/use-cases/link-decisions';
import { recordDelivery } from '#shared/use-cases/record-delivery';
import { sweep } from '#shared/use-cases/sweep';
import { alan, approval } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { askTogether, decide, FIVE, readCall, tellAbout, worldWithFive, worldWithRoles } from './calls.ts';
import { stored, tell } from './steps.ts';

const open = useWorlds();

describe('after the mail about several requests', () => {
  it('a reminder brings one mail again, whose links end the older ones of their requests', async () => {
    const world = await worldWithFive(open);
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
      (await world.decisionLinks.listFor(id))
        .filter(({ approverId }) => approverId === alan.id)
        .map(({ state }) => state)
        .sort();
    expect(await states(mail)).toEqual(['open', 'replaced']);
    expect(await states(backup)).toEqual(['open']);
  });

  it('a bounce of it counts for each of its requests: none has an approver who can be reached (T-40)', async () => {
    const world = await worldWithFive(open);
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
