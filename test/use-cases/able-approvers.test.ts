import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import type { Principal } from '#shared/domain/principal';
import { directory, type Resource } from '#shared/domain/resource';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import type { ApproverEntry, RoleSettings } from '#shared/domain/role-settings';
import { exactly } from '#shared/domain/settings-wish';
import { keys } from '#shared/dynamodb/keys';
import { changeSettings as saveSettings } from '#shared/use-cases/change-settings';
import { decideByLink } from '#shared/use-cases/link-decisions';
import {
  ada,
  approval,
  assignment,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  groupEntry,
  ISSUER,
  mallory,
  margaret,
  membership,
  role,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { changeSettings, extend, hold } from './extensions.ts';
import { activate, ask, callerOf, refusalOf, stored, tell } from './steps.ts';

const open = useWorlds();
let world: World;

async function save(changes: Partial<RoleSettings>, at = DIRECTORY) {
  const command = { roleId: EXCHANGE, resourceId: at, wish: exactly({ ...exchangeSettings, ...changes }) };
  return (await saveSettings(command, await callerOf(world, grace), world)).saved;
}

describe('an approver role that is activated further down', () => {
  const WATCHER = 'watcher';
  const watchers: ApproverEntry = { kind: 'role', id: WATCHER, displayName: WATCHER };
  const unit: Resource = { ...directory, revision: 1, id: 'unit', kind: 'organizational_unit', ancestors: [DIRECTORY] };

  /** Mallory has activated the approver role at the unit alone; what Exchange asks for is given. */
  async function worldOfWatchers(...approvers: ApproverEntry[]) {
    world = await foundOrganization(await open(), approval({ approvers }));
    await world.directory.addResource(unit, demonstration);
    await world.directory.addRole(role(WATCHER), demonstration);
    await world.directory.addAssignment(assignment(mallory, WATCHER, 'eligible'), demonstration);
    await activate(world, { roleId: WATCHER, resourceId: 'unit' }, mallory);
  }

  it('is no approver for settings above (T-18), but for those there', async () => {
    await worldOfWatchers(userEntry(grace));
    const byWatchers = approval({ approvers: [watchers] });

    expect(await refusalOf(world, () => save(byWatchers))).toMatchObject({ code: 'nobody_could_approve' });
    expect(await save(byWatchers, 'unit')).toMatchObject({ resourceId: 'unit', version: 1 });
  });

  it('is nobody to ask above, but there', async () => {
    await worldOfWatchers(watchers);

    expect(await refusalOf(world, () => ask(world))).toMatchObject({ code: 'no_approver' });
    expect(await ask(world, { resourceId: 'unit' })).toMatchObject({ status: 'pending_approval' });
  });

  it.each([
    ['above', DIRECTORY, [grace]],
    ['there', 'unit', [grace, mallory]],
  ])('gets letters by where the request is: %s', async (_, resourceId, told) => {
    await worldOfWatchers(watchers, userEntry(grace));
    await ask(world, { resourceId });

    await tell(world, 'activation.requested');

    expect(world.mailer.sent.map(({ to }) => to).sort()).toEqual(told.map(({ email }) => email).sort());
  });
});

describe('an approver who was never invited', () => {
  const ghost: Principal = { id: 'prn_ghost', kind: 'user', displayName: 'Ghost', enabled: true, revision: 1 };
  const reachable: Principal = { ...ghost, id: 'prn_reachable', email: 'reachable@example.test' };
  const spirits: Principal = { ...ghost, id: 'grp_spirits', kind: 'group' };
  type Mode = RoleSettings['decisionMode'];
  const by = (decisionMode: Mode, approvers: ApproverEntry[], quorum = 1) => ({
    decisionMode,
    ...approval({ approvers, quorum }),
  });

  async function worldOfGhosts(settings: Partial<RoleSettings> = {}) {
    world = await foundOrganization(await open(), settings);
    for (const one of [ghost, reachable, spirits]) await world.directory.addPrincipal(one, demonstration);
    for (const one of [ghost, reachable]) await world.directory.addMember(membership(one, spirits), demonstration);
  }

  const vain: [string, Mode, ApproverEntry[], number, string][] = [
    ['when deciding takes a sign-in', 'signIn', [userEntry(reachable)], 1, 'nobody_could_approve'],
    ['when a link may decide, but has no address to go to', 'link', [userEntry(ghost)], 1, 'nobody_could_approve'],
    ['as one of a group', 'signIn', [groupEntry(spirits)], 1, 'nobody_could_approve'],
    ['beside too few others', 'signIn', [userEntry(grace), groupEntry(spirits)], 2, 'quorum_above_approvers'],
  ];

  it.each(vain)('is none %s: nothing is saved or asked for (T-18)', async (_, mode, approvers, quorum, code) => {
    const settings = by(mode, approvers, quorum);
    await worldOfGhosts();
    expect(await refusalOf(world, () => save(settings))).toMatchObject({ code });

    await worldOfGhosts(settings);

    expect(await refusalOf(world, () => ask(world))).toMatchObject({ code: 'no_approver' });
  });

  it('is none for more time, either', async () => {
    await worldOfGhosts();
    const { id } = await hold(world);
    await changeSettings(world, by('signIn', [userEntry(reachable)]));

    expect(await refusalOf(world, () => extend(world, id))).toMatchObject({ code: 'no_approver' });
  });

  it('is none for the administrator roles (T-23)', async () => {
    await worldOfGhosts();
    const wanted = { ...exchangeSettings, ...by('signIn', [userEntry(reachable)]) };
    const command = { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, resourceId: DIRECTORY, wish: exactly(wanted) };
    const caller = await callerOf(world, grace);

    const refusal = await refusalOf(world, () => saveSettings(command, caller, world));

    expect(refusal).toMatchObject({ code: 'nobody_could_approve' });
  });

  it('is one where a link may decide and reaches them: they are asked, and decide', async () => {
    const settings = by('link', [userEntry(reachable)]);
    await worldOfGhosts();
    expect(await save(settings)).toMatchObject({ version: 2 });
    const { id } = await ask(world);
    await tell(world, 'activation.requested');
    const { approveToken: token, code: matchCode } = world.mailer.askOf(reachable);

    await decideByLink(
      { token, decision: 'approve', matchCode, justification: 'ok' },
      { ...world, linkLocked: () => undefined },
    );

    expect(await stored(world, id)).toMatchObject({ status: 'approved' });
  });

  it('is none for who gave the address: the link alone would not be trusted', async () => {
    await worldOfGhosts(by('link', [userEntry(reachable)]));
    const given = { addressedBy: { id: ada.id, at: '2026-11-01T00:00:00.000Z' } };
    await world.table.edit(keys.principal(reachable.id), given);

    expect(await refusalOf(world, () => ask(world))).toMatchObject({ code: 'no_approver' });
    expect(await ask(world, {}, margaret)).toMatchObject({ status: 'pending_approval' });
  });

  it('counts again once they have come', async () => {
    await worldOfGhosts();
    const settings = by('signIn', [userEntry(reachable)]);
    await world.table.edit(keys.principal(reachable.id), { issuer: ISSUER, subject: 'reachable' });

    expect(await save(settings)).toMatchObject({ version: 2 });
    expect(await ask(world)).toMatchObject({ status: 'pending_approval' });
  });
});
