import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import { directory } from '#shared/domain/resource';
import { keys } from '#shared/dynamodb/keys';
import { type ItemResult, requestActivations } from '#shared/use-cases/request-activations';
import {
  ada,
  alan,
  approval,
  assignment,
  EXCHANGE,
  foundOrganization,
  grace,
  groupEntry,
  mallory,
  margaret,
  operators,
  role,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { ask, callerOf, eventsOf, refusalOf, WHY, worldWithoutApproval } from './steps.ts';

const open = useWorlds();

const outcomeOf = (result: ItemResult) => ('refusal' in result ? result.refusal.code : result.activation.status);

describe('asking for a role that needs approval', () => {
  it('waits for the approvers of this moment and tells them through the event, not itself', async () => {
    const world = await foundOrganization(await open());

    const asked = await ask(world, { durationMinutes: 60 });

    expect(asked).toMatchObject({
      status: 'pending_approval',
      requester: { id: ada.id },
      durationMinutes: 60,
      approval: { quorum: 1, deadline: plusMinutes(NOON, 24 * 60), votes: [] },
      settings: { resourceId: '/', version: 1 },
      origin: { ip: '192.0.2.1' },
    });
    expect(await eventsOf(world, asked.id)).toEqual(['requested']);
    expect(world.mailer.sent).toEqual([]);
    expect(world.workflow.calls).toEqual([]);
  });

  it('keeps the longest duration allowed when none is named, cut to the end of the eligibility', async () => {
    const world = await foundOrganization(await open());
    const key = keys.assignment(ada.id, assignment(ada, EXCHANGE, 'eligible').id);
    await world.table.edit(key, { endsAt: plusMinutes(NOON, 100) });

    expect(await ask(world)).toMatchObject({ durationMinutes: 100 });
  });

  it.each([
    ['somebody eligible through a group', margaret, {}],
    ['a start time ahead', ada, { startsAt: plusMinutes(NOON, 60) }],
  ])('works for %s', async (_, person, wanted) => {
    const world = await foundOrganization(await open());

    expect(await ask(world, wanted, person)).toMatchObject({ status: 'pending_approval', ...wanted });
  });

  it.each([
    ['the only approver is the requester', { approvers: [userEntry(ada)] }],
    [
      'the quorum is larger than the approvers who are left',
      { approvers: [userEntry(ada), userEntry(grace)], quorum: 2 },
    ],
    ['the group of approvers is empty', { approvers: [groupEntry({ ...operators, id: 'grp_empty' })] }],
    ['nobody is named', { approvers: [] }],
    ['two of them are one person', { approvers: [userEntry(margaret), userEntry(mallory)], quorum: 2 }],
  ])('is refused when %s (T-18)', async (_, changes) => {
    const world = await foundOrganization(await open(), approval(changes));
    for (const { id } of [margaret, mallory]) await world.table.edit(keys.principal(id), { personId: 'person_m' });

    expect(await refusalOf(world, () => ask(world))).toMatchObject({ code: 'no_approver' });
  });

  it.each([
    ['is disabled', (world: World) => world.table.edit(keys.principal(operators.id), { enabled: false })],
    ['has no enabled member', (world: World) => world.table.edit(keys.principal(margaret.id), { enabled: false })],
  ])('is refused when the only group of approvers %s', async (_, change) => {
    const world = await foundOrganization(await open(), approval({ approvers: [groupEntry(operators)] }));
    await change(world);

    expect(await refusalOf(world, () => ask(world))).toMatchObject({ code: 'no_approver' });
  });
});

describe('asking for a role', () => {
  it.each([
    ['not_eligible', mallory, {}],
    ['resource_not_found', ada, { resourceId: 'nowhere' }],
    ['role_not_found', grace, { roleId: 'nothing' }],
    ['resource_not_found', alan, { resourceId: 'nowhere' }],
    ['not_eligible', alan, {}],
    ['duration_too_long', ada, { durationMinutes: 481 }],
    ['duration_too_short', ada, { durationMinutes: 4 }],
    ['start_in_past', ada, { startsAt: plusMinutes(NOON, -2) }],
    ['start_too_late', ada, { startsAt: plusMinutes(NOON, 31 * 24 * 60) }],
  ] as const)('is refused as %s, leaving nothing', async (code, person, wanted) => {
    const world = await foundOrganization(await open());

    expect(await refusalOf(world, () => ask(world, wanted, person))).toMatchObject({ code });
  });

  /** Two nodes beside each other, Exchange, and a role that is disabled. */
  async function worldWithTree() {
    const world = await foundOrganization(await open());
    for (const id of ['unit', 'elsewhere'])
      await world.directory.addResource({ ...directory, revision: 1, id, ancestors: [DIRECTORY] }, demonstration);
    await world.directory.addRole(role('closed', { enabled: false }), demonstration);
    return world;
  }

  it.each([
    ['no eligibility', {}],
    ['an eligibility for another role', { roleId: 'backup' }],
    ['one that has ended', { endsAt: NOON }],
    ['one that has yet to begin', { startsAt: plusMinutes(NOON, 5) }],
    ['one at another node', { resourceId: 'elsewhere' }],
  ])('tells those with %s nothing of which roles and resources there are', async (_, changes) => {
    const world = await worldWithTree();
    const held = assignment(mallory, EXCHANGE, 'eligible', changes);
    if (Object.keys(changes).length > 0) await world.directory.addAssignment(held, demonstration);
    const wanted = ['nothing', 'closed', EXCHANGE].flatMap((roleId) =>
      ['nowhere', '/', 'unit'].map((resourceId) => ({ roleId, resourceId })),
    );

    for (const one of wanted) {
      const refusal = await refusalOf(world, () => ask(world, one, mallory));
      expect(refusal, JSON.stringify(one)).toEqual(new Refusal('not_eligible'));
    }
  });

  it.each([
    ['anybody who is eligible for it', mallory],
    ['somebody who may read everything', alan],
  ])('tells %s that the role is disabled', async (_, person) => {
    const world = await worldWithTree();
    await world.directory.addAssignment(assignment(mallory, 'closed', 'eligible'), demonstration);

    expect(await refusalOf(world, () => ask(world, { roleId: 'closed' }, person))).toMatchObject({
      code: 'role_disabled',
    });
  });

  it('does not tell somebody eligible elsewhere that the role is disabled', async () => {
    const world = await worldWithTree();
    const held = assignment(mallory, 'closed', 'eligible', { resourceId: 'elsewhere' });
    await world.directory.addAssignment(held, demonstration);

    expect(await refusalOf(world, () => ask(world, { roleId: 'closed' }, mallory))).toMatchObject({
      code: 'not_eligible',
    });
  });

  it('is refused while an activation of it is open, with its id, and allowed after it', async () => {
    const world = await worldWithoutApproval(open);
    const first = await ask(world);

    const refusal = await refusalOf(world, () => ask(world));

    expect(refusal).toMatchObject({ code: 'already_open', context: { activationId: first.id } });
  });

  it('is refused when the caller was disabled since they were looked up', async () => {
    const world = await foundOrganization(await open());
    const caller = await callerOf(world, ada);
    await world.table.edit(keys.principal(ada.id), { enabled: false });
    const before = await world.exportTable();

    const results = await requestActivations({ items: [{ roleId: EXCHANGE }], ...WHY }, caller, world);

    expect(results.map(outcomeOf)).toEqual(['changed_meanwhile']);
    expect(await world.exportTable()).toEqual(before);
  });
});
