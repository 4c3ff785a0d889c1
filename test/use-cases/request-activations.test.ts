import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import { keys } from '#shared/dynamodb/keys';
import { hashBody, type ItemResult, recallAnswer, requestActivations } from '#shared/use-cases/request-activations';
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
import { ask, callerOf, eventsOf, refusalOf, stored, WHY, worldWithoutApproval } from './steps.ts';

const open = useWorlds();

/** Ada is also eligible for `backup` (nobody asked, no second factor) and `vault` (a fresh second factor). */
async function worldWithSeveralRoles(): Promise<World> {
  const world = await foundOrganization(await open());
  const rules = {
    backup: { mfa: { require: 'none' as const } },
    vault: { mfa: { require: 'fresh' as const, maxAgeMinutes: 10 }, ticket: { required: true, systems: [] } },
  };
  for (const [roleId, changes] of Object.entries(rules)) {
    await world.directory.addRole(role(roleId), demonstration);
    const settings = { ...(await exchangeWithoutApproval(world)), ...changes };
    await world.directory.addSettings({ roleId, resourceId: '/', version: 1, settings }, demonstration);
    await world.directory.addAssignment(assignment(ada, roleId, 'eligible'), demonstration);
  }
  return world;
}

async function exchangeWithoutApproval(world: World) {
  const place = await world.roles.findAt(EXCHANGE, '/');
  if (!place) throw new Error('Exchange is not in this world.');
  return { ...place.settings.settings, ...approval({ required: false }) };
}

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
  ])('is refused when %s (T-18)', async (_, changes) => {
    const world = await foundOrganization(await open(), approval(changes));

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
    ['role_not_found', ada, { roleId: 'nothing' }],
    ['resource_not_found', ada, { resourceId: 'nowhere' }],
    ['duration_too_long', ada, { durationMinutes: 481 }],
    ['duration_too_short', ada, { durationMinutes: 4 }],
    ['start_in_past', ada, { startsAt: plusMinutes(NOON, -2) }],
    ['start_too_late', ada, { startsAt: plusMinutes(NOON, 31 * 24 * 60) }],
  ] as const)('is refused as %s, leaving nothing', async (code, person, wanted) => {
    const world = await foundOrganization(await open());

    expect(await refusalOf(world, () => ask(world, wanted, person))).toMatchObject({ code });
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

describe('asking for several roles at once', () => {
  it('stores each on its own, with one justification, and answers each in its place', async () => {
    const world = await worldWithSeveralRoles();
    const items = [{ roleId: EXCHANGE }, { roleId: 'nothing' }, { roleId: 'backup' }];

    const results = await requestActivations({ items, ...WHY }, await callerOf(world, ada), world);

    expect(results.map(outcomeOf)).toEqual(['pending_approval', 'role_not_found', 'approved']);
    const ids = results.flatMap((result) => ('activation' in result ? [result.activation.id] : []));
    for (const id of ids) expect(await stored(world, id)).toMatchObject(WHY);
  });

  it('refuses the second of two items for the same role with the id of the first', async () => {
    const world = await worldWithSeveralRoles();
    const items = [{ roleId: 'backup' }, { roleId: 'backup' }];

    const [first, second] = await requestActivations({ items, ...WHY }, await callerOf(world, ada), world);

    const id = first && 'activation' in first ? first.activation.id : undefined;
    expect(second).toMatchObject({ refusal: { code: 'already_open', context: { activationId: id } } });
  });

  it('refuses all of them when any wants a second factor, naming every broken rule and the strictest age', async () => {
    const world = await worldWithSeveralRoles();
    const caller = await callerOf(world, ada, { mfa: false });
    const items = [{ roleId: 'backup' }, { roleId: EXCHANGE, durationMinutes: 999 }, { roleId: 'vault' }];

    const refusal = await refusalOf(world, () => requestActivations({ items, ...WHY }, caller, world));

    expect(refusal).toBeInstanceOf(Refusal);
    const { code, context } = refusal as Refusal;
    expect(code).toBe('mfa_required');
    expect(context.maxAgeSeconds).toBe(600);
    const codes = context.violations?.map((violation) => violation.code);
    expect(codes).toEqual(expect.arrayContaining(['duration_too_long', 'mfa_required', 'ticket_required']));
  });
});

describe('a dry run', () => {
  it('answers as the real thing would, and changes nothing', async () => {
    const world = await worldWithSeveralRoles();
    const caller = await callerOf(world, ada);
    const before = await world.exportTable();
    const items = [{ roleId: EXCHANGE }, { roleId: 'backup' }, { roleId: 'vault' }];

    const results = await requestActivations({ items, ...WHY, dryRun: true }, caller, world);

    expect(results.map(outcomeOf)).toEqual(['pending_approval', 'approved', 'ticket_required']);
    expect(await world.exportTable()).toEqual(before);
  });
});

describe('a first answer under an idempotency key', () => {
  const route = 'POST /v1/activations';
  const lookup = { principalId: ada.id, route, key: 'k', body: { a: 1, b: 2 } };

  it('is kept with the activation, recalled for the same body, and refused for another', async () => {
    const world = await foundOrganization(await open());
    const remember = () => ({ ...lookup, bodyHash: hashBody({ b: 2, a: 1 }), status: 202, body: { id: 'x' } });

    await requestActivations({ items: [{ roleId: EXCHANGE }], ...WHY }, await callerOf(world, ada), world, remember);

    expect(await recallAnswer(lookup, world)).toMatchObject({ status: 202, body: { id: 'x' } });
    const another = recallAnswer({ ...lookup, body: { a: 2 } }, world);
    await expect(another).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(await recallAnswer({ ...lookup, principalId: alan.id }, world)).toBeUndefined();
  });

  it('is not kept for a refusal', async () => {
    const world = await foundOrganization(await open());
    const remember = () => ({ ...lookup, bodyHash: 'h', status: 422, body: {} });
    const items = [{ roleId: EXCHANGE, durationMinutes: 999 }];

    await requestActivations({ items, ...WHY }, await callerOf(world, ada), world, remember);

    expect(await recallAnswer(lookup, world)).toBeUndefined();
  });
});
