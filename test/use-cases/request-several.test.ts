import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { Refusal } from '#shared/domain/refusal';
import { hashBody, recallAnswer } from '#shared/use-cases/recall-answer';
import { type ItemResult, requestActivations } from '#shared/use-cases/request-activations';
import { ada, alan, approval, assignment, EXCHANGE, foundOrganization, role } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { callerOf, refusalOf, stored, WHY } from './steps.ts';

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

describe('asking for several roles at once', () => {
  it('stores each on its own, with one justification, and answers each in its place', async () => {
    const world = await worldWithSeveralRoles();
    const items = [{ roleId: EXCHANGE }, { roleId: 'nothing' }, { roleId: 'backup' }];

    const results = await requestActivations({ items, ...WHY }, await callerOf(world, ada), world);

    expect(results.map(outcomeOf)).toEqual(['pending_approval', 'not_eligible', 'approved']);
    const ids = results.flatMap((result) => ('activation' in result ? [result.activation.id] : []));
    for (const id of ids) expect(await stored(world, id)).toMatchObject(WHY);
  });

  it('refuses the same role at the same place a second time', async () => {
    const world = await worldWithSeveralRoles();
    const items = [{ roleId: 'backup' }, { roleId: EXCHANGE }, { roleId: 'backup', resourceId: '/' }];

    const results = await requestActivations({ items, ...WHY }, await callerOf(world, ada), world);

    expect(results.map(outcomeOf)).toEqual(['approved', 'pending_approval', 'already_open']);
    const [, , second] = results;
    expect(second).toMatchObject({ refusal: { message: expect.stringContaining('twice') } });
  });

  it('does not count a request that was refused itself', async () => {
    const world = await worldWithSeveralRoles();
    const items = [{ roleId: 'backup', durationMinutes: 9999 }, { roleId: 'backup' }];

    const results = await requestActivations({ items, ...WHY }, await callerOf(world, ada), world);

    expect(results.map(outcomeOf)).toEqual(['duration_too_long', 'approved']);
  });

  it('stores nothing when the table cannot be reached while they are judged', async () => {
    const world = await worldWithSeveralRoles();
    const caller = await callerOf(world, ada);
    const outage = new Refusal('table_unreachable');
    const roles = { ...world.roles, findAt: () => Promise.reject(outage) };

    const refusal = await refusalOf(world, () =>
      requestActivations({ items: [{ roleId: EXCHANGE }], ...WHY }, caller, { ...world, roles }),
    );

    expect(refusal).toBe(outage);
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

    const { outcome } = await world.rehearsals.rehearse(() => requestActivations({ items, ...WHY }, caller, world));

    expect(outcome.map(outcomeOf)).toEqual(['pending_approval', 'approved', 'ticket_required']);
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
