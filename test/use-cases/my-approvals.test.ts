import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { plusMinutes } from '#shared/domain/instant';
import type { Principal } from '#shared/domain/principal';
import { directory } from '#shared/domain/resource';
import { SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import type { ApproverEntry } from '#shared/domain/role-settings';
import { keys } from '#shared/dynamodb/keys';
import { decideActivation } from '#shared/use-cases/decide-activation';
import { listMyApprovals } from '#shared/use-cases/list-my-approvals';
import { sweep } from '#shared/use-cases/sweep';
import {
  alan,
  approval,
  assignment,
  EXCHANGE,
  exchangeSettings,
  foundOrganization,
  grace,
  mallory,
  margaret,
  principal,
  role,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne } from './assignment-steps.ts';
import { changeSettings, extend, hold, pointersTo } from './extensions.ts';
import { activate, ask, callerOf, refusalOf, vote } from './steps.ts';

const open = useWorlds();
let world: World;
beforeEach(async () => {
  world = await foundOrganization(await open());
});

const inboxOf = async (person: Principal, limit = 25, cursor?: string) => {
  const page = await listMyApprovals(await callerOf(world, person), { limit, cursor }, world);
  return { ids: page.items.map(({ id }) => id), ...(page.nextCursor ? { nextCursor: page.nextCursor } : {}) };
};
/** Deciding is refused, with this code, to whoever does not find the activation in their inbox. */
async function expectKeptFrom(person: Principal, activationId: string, code: string): Promise<void> {
  expect(await inboxOf(person)).toEqual({ ids: [] });
  const command = { activationId, decision: 'approve', justification: 'ok' } as const;
  const caller = await callerOf(world, person);
  expect(await refusalOf(world, () => decideActivation(command, caller, world))).toMatchObject({ code });
}

describe('my inbox', () => {
  it('shows what waits for a role I hold, and no more once my assignment has ended', async () => {
    const approvers = [{ kind: 'role' as const, id: SECURITY_ADMINISTRATOR, displayName: 'Security Administrator' }];
    world = await foundOrganization(await open(), approval({ approvers }));
    await assignOne(world, mallory, { roleId: SECURITY_ADMINISTRATOR, endsAt: plusMinutes(NOON, 60) });
    const { id } = await ask(world);

    expect(await inboxOf(mallory)).toEqual({ ids: [id] });
    world.setTime(plusMinutes(NOON, 60));

    await expectKeptFrom(mallory, id, 'activation_not_found');
  });

  it('shows what waits for a role I have activated where that reaches, and nowhere else', async () => {
    const watchers: ApproverEntry = { kind: 'role', id: 'watcher', displayName: 'Watcher' };
    world = await foundOrganization(await open(), approval({ approvers: [watchers, userEntry(grace)] }));
    const unit = {
      ...directory,
      revision: 1,
      id: 'unit',
      kind: 'organizational_unit' as const,
      ancestors: [DIRECTORY],
    };
    await world.directory.addResource(unit, demonstration);
    await world.directory.addRole(role('watcher'), demonstration);
    await world.directory.addAssignment(assignment(mallory, 'watcher', 'eligible'), demonstration);
    await activate(world, { roleId: 'watcher', resourceId: unit.id }, mallory);
    const above = await ask(world);
    await expectKeptFrom(mallory, above.id, 'activation_not_found');

    const there = await ask(world, { resourceId: unit.id });

    expect(await inboxOf(mallory)).toEqual({ ids: [there.id] });
  });

  it.each(['a request', 'more time'])('shows %s no more once the settings name other approvers', async (what) => {
    const { id } = what === 'a request' ? await ask(world) : await hold(world);
    if (what === 'more time') await extend(world, id);
    expect(await inboxOf(grace)).toEqual({ ids: [id] });

    await changeSettings(world, approval({ approvers: [userEntry(alan)] }));

    expect(await inboxOf(grace)).toEqual({ ids: [] });
    expect(await inboxOf(alan)).toEqual({ ids: [id] });
  });

  it.each(['a request', 'more time'])('shows %s that was asked of others, from the next reminder on', async (what) => {
    const { id } = what === 'a request' ? await ask(world) : await hold(world);
    if (what === 'more time') await extend(world, id);
    await changeSettings(world, approval({ approvers: [userEntry(margaret)] }));

    world.passMinutes(what === 'a request' ? 12 * 60 : 30);
    await sweep(world);

    expect(await inboxOf(margaret)).toEqual({ ids: [id] });
    expect(await pointersTo(world, id)).toEqual([`INBOX#user:${margaret.id}`]);
  });

  it('shows what waits for those asked when nobody is asked any more', async () => {
    const { id } = await ask(world);

    await changeSettings(world, approval({ required: false }));

    expect(await inboxOf(grace)).toEqual({ ids: [id] });
  });

  it('shows nothing that another account of mine asked for or answered', async () => {
    const [daily, root, other] = ['daily', 'root', 'other'].map((name) => principal(name, { personId: 'person_one' }));
    if (!daily || !root || !other) throw new Error('Three accounts were made.');
    const approvers = [root, other, grace, alan].map(userEntry);
    world = await foundOrganization(await open(), approval({ approvers, quorum: 2 }));
    for (const one of [daily, root, other]) await world.directory.addPrincipal(one, demonstration);
    await world.directory.addAssignment(assignment(daily, EXCHANGE, 'eligible'), demonstration);
    const own = await ask(world, {}, daily);
    await expectKeptFrom(root, own.id, 'self_approval');

    const { id } = await ask(world);
    expect(await inboxOf(root)).toEqual({ ids: [id] });
    await vote(world, id, other);

    await expectKeptFrom(root, id, 'already_voted');
  });

  it('shows nothing of an account that was found to be mine since, asking or answering', async () => {
    world = await foundOrganization(
      await open(),
      approval({ approvers: [grace, alan, mallory].map(userEntry), quorum: 2 }),
    );
    const [own, answered] = [await ask(world, {}, margaret), await ask(world)];
    await vote(world, answered.id, alan);
    expect(await inboxOf(mallory)).toEqual({ ids: [own.id, answered.id] });

    for (const { id } of [margaret, alan, mallory])
      await world.table.edit(keys.principal(id), { personId: 'person_one' });

    await expectKeptFrom(mallory, own.id, 'self_approval');
    await expectKeptFrom(mallory, answered.id, 'already_voted');
  });

  it('shows nothing that is past its deadline, however late the sweeper is', async () => {
    const { id } = await ask(world);
    world.passMinutes(24 * 60);

    await expectKeptFrom(grace, id, 'deadline_passed');
  });
});

describe('a page of my inbox', () => {
  /** Ada and margaret ask in turns, a minute apart; all of it was asked of grace, who may decide on what ada asks for alone. */
  async function alternating(count: number): Promise<string[]> {
    const mine: string[] = [];
    for (let at = 0; at < count; at += 1) {
      for (const resourceId of [`mine${at}`, `theirs${at}`])
        await world.directory.addResource(
          { ...directory, revision: 1, id: resourceId, ancestors: [DIRECTORY] },
          demonstration,
        );
      mine.push((await ask(world, { resourceId: `mine${at}` })).id);
      await ask(world, { resourceId: `theirs${at}` }, margaret);
      const settings = { ...exchangeSettings, ...approval({ approvers: [userEntry(alan)] }) };
      const theirs = { roleId: EXCHANGE, resourceId: `theirs${at}`, version: 1, settings };
      await world.directory.addSettings(theirs, demonstration);
      world.passMinutes(1);
    }
    return mine;
  }

  it('is full although some of what was asked of me is left out, and the next one goes on behind it', async () => {
    const mine = await alternating(5);

    const first = await inboxOf(grace, 2);
    const second = await inboxOf(grace, 2, first.nextCursor);
    const third = await inboxOf(grace, 2, second.nextCursor);

    expect([first.ids, second.ids, third.ids]).toEqual([mine.slice(0, 2), mine.slice(2, 4), mine.slice(4)]);
    expect([first, second].every(({ nextCursor }) => nextCursor !== undefined)).toBe(true);
    expect(third).not.toHaveProperty('nextCursor');
  });

  it('is the last one when only what is left out follows', async () => {
    const mine = await alternating(2);

    expect(await inboxOf(grace, 2)).toEqual({ ids: mine });
  });

  it('costs the same however much waits', async () => {
    await alternating(4);
    const caller = await callerOf(world, grace);
    const before = world.table.requests.length;

    await listMyApprovals(caller, { limit: 25 }, world);

    const queries = world.table.requests.slice(before).filter((request) => request === 'Query');
    expect(world.table.requests.slice(before).sort()).toEqual([...Array(4).fill('BatchGetItem'), ...queries]);
  });
});
