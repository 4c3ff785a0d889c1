import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { directory, type Resource } from '#shared/domain/resource';
import type { ApproverEntry, RoleSettings } from '#shared/domain/role-settings';
import { putSettings } from '#shared/use-cases/put-settings';
import {
  approval,
  assignment,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  mallory,
  role,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { activate, ask, callerOf, refusalOf, tell } from './steps.ts';

const open = useWorlds();
let world: World;

async function save(changes: Partial<RoleSettings>, at = DIRECTORY) {
  const command = { roleId: EXCHANGE, resourceId: at, wanted: { ...exchangeSettings, ...changes } };
  return putSettings(command, at === DIRECTORY ? 1 : 0, await callerOf(world, grace), world);
}

describe('an approver role that is activated further down', () => {
  const WATCHER = 'watcher';
  const watchers: ApproverEntry = { kind: 'role', id: WATCHER, displayName: WATCHER };
  const unit: Resource = { ...directory, id: 'unit', kind: 'organizational_unit', ancestors: [DIRECTORY] };

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
