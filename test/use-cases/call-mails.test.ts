import { describe, expect, it } from 'vitest';
import { alan, approval, grace, margaret, userEntry } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON } from '#test/support/world';
import { askTogether, decide, FIVE, readCall, tellAbout, worldWithFive, worldWithRoles } from './calls.ts';
import { stored } from './steps.ts';

const open = useWorlds();

describe('roles asked for in one call (APR-10, link rule 11)', () => {
  it('reach their approver in one mail: a section each with two links of its own, and the code once', async () => {
    const world = await worldWithFive(open);
    const ids = await askTogether(world, FIVE);

    await tellAbout(world, ids);

    expect(world.mailer.to(alan)).toHaveLength(1);
    const [mail] = world.mailer.to(alan);
    expect(mail?.subject).toBe('Approve or deny: ada asks for 5 roles');
    expect(mail?.text.match(/^https:\S+\/decide#\S+$/gm)).toHaveLength(10);
    expect(mail?.text).toMatch(/^https:\S+\/approvals$/m);
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
    const world = await worldWithFive(open);
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
    const world = await worldWithFive(open);
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
