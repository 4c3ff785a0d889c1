import { beforeEach, describe, expect, it } from 'vitest';
import type { Assignment } from '#shared/domain/assignment';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { Principal } from '#shared/domain/principal';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import { advanceWorkflow } from '#shared/use-cases/advance-workflow';
import { type ChangeAssignment, changeAssignment } from '#shared/use-cases/change-assignment';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { requestExtension } from '#shared/use-cases/request-assignment-extension';
import { sweep } from '#shared/use-cases/sweep';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  grace,
  mallory,
  membership,
  operators,
} from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { assignOne, endingsOf, expectChains, organization } from './assignment-steps.ts';
import { reach } from './lost-rights.ts';
import { ask, callerOf, eventsOf, expectSound, grant, refusalOf, stored, vote } from './steps.ts';

const open = useWorlds();
const DAY = 24 * 60;
const days = (count: number) => plusMinutes(NOON, count * DAY);
const own = assignment(ada, EXCHANGE, 'eligible').id;
const graces = assignment(grace, PRIVILEGED_ROLE_ADMINISTRATOR, 'active').id;
let world: World;
let mallorys: Assignment;
beforeEach(async () => {
  world = await organization(open);
  mallorys = await assignOne(world, mallory, { type: 'eligible', endsAt: days(10) });
});

const change = async (id: string, wanted: Omit<ChangeAssignment, 'id'>, who: Principal = grace) =>
  changeAssignment({ id, ...wanted }, await callerOf(world, who), world);

/** What the dispatch function does at once. */
async function dispatchEndings() {
  for (const { entity, id } of await world.exportTable()) if (entity === 'ending') await endNextPage(String(id), world);
}

/** What the dispatch function and one sweep a minute later do for the endings that wait. */
async function settle() {
  world.passMinutes(2);
  await sweep(world);
}

describe('changing an assignment in place (ASG-6)', () => {
  it('sets the new end in one transaction, with what changed old → new on record', async () => {
    const before = world.table.requests.length;

    const { assignment: after } = await change(mallorys.id, { endsAt: days(100), ticket: { number: 'CHG-7' } });

    expect(world.table.requests.slice(before).filter((name) => name === 'TransactWriteItems')).toHaveLength(1);
    expect(await world.assignments.find(mallorys.id)).toEqual(after);
    expect(after).toMatchObject({ endsAt: days(100), ticket: { number: 'CHG-7' }, revision: 2 });
    expect((await expectChains(world)).at(-1)).toMatchObject({
      type: 'assignment.changed',
      subject: { id: mallorys.id },
      details: {
        changes: [
          { field: 'endsAt', from: days(10), to: days(100) },
          { field: 'ticket.number', to: 'CHG-7' },
        ],
      },
    });
    expect(await endingsOf(world)).toEqual([]);
  });

  it('writes nothing when everything is so already', async () => {
    const before = await world.exportTable();

    await change(mallorys.id, { endsAt: days(10), justification: mallorys.justification });

    expect(await world.exportTable()).toEqual(before);
  });

  it.each([
    ['their own', () => graces, grace],
    ['that of a group they are in', () => assignment(operators, EXCHANGE, 'eligible').id, grace],
  ])('is refused to an administrator for %s (self_approval)', async (_, id, who) => {
    await world.directory.addMember(membership(grace, operators), demonstration);

    expect(await refusalOf(world, () => change(id(), { endsAt: days(3) }, who))).toEqual(refused('self_approval'));
  });

  it('closes the request to extend as superseded when the end moves, and only then', async () => {
    const wanted = { assignmentId: mallorys.id, endsAt: days(90), justification: 'Still here' };
    const { id } = await requestExtension(wanted, await callerOf(world, mallory), world);

    await change(mallorys.id, { justification: 'Another reason' });
    expect(await world.extensions.findWaiting(mallorys.id)).toMatchObject({ id });
    await change(mallorys.id, { endsAt: days(60) });

    expect(await world.extensions.findWaiting(mallorys.id)).toBeUndefined();
    expect(await world.extensions.find(id)).toMatchObject({ status: 'superseded', decidedBy: grace.id });
    expect(
      (await expectChains(world))
        .map(({ type }) => type)
        .slice(-2)
        .sort(),
    ).toEqual(['assignment.changed', 'extension.superseded']);
  });

  it('refuses to give the last permanent administrator an end (ONB-4), and counts who gets or loses it', async () => {
    expect(await refusalOf(world, () => change(graces, { endsAt: days(30) }, alan))).toEqual(
      refused('last_administrator'),
    );
    const alans = await assignOne(world, alan, { roleId: PRIVILEGED_ROLE_ADMINISTRATOR, endsAt: days(30) });
    expect(await world.assignments.countAdministrators()).toBe(1);

    await change(alans.id, { permanent: true });
    expect(await world.assignments.countAdministrators()).toBe(2);
    await change(alans.id, { justification: 'For good' });
    expect(await world.assignments.countAdministrators()).toBe(2);
    await change(graces, { endsAt: days(30) }, alan);

    expect(await world.assignments.countAdministrators()).toBe(1);
    expect(await refusalOf(world, () => change(alans.id, { endsAt: days(9) }))).toEqual(refused('last_administrator'));
  });

  it('refuses what would overlap another assignment', async () => {
    const later = await assignOne(world, mallory, { type: 'eligible', startsAt: days(20), endsAt: days(30) });

    const refusal = await refusalOf(world, () => change(mallorys.id, { endsAt: days(25) }));

    expect(refusal).toMatchObject({ code: 'assignment_overlaps', context: { assignmentId: later.id } });
  });

  it('shortens also what somebody holds who is disabled', async () => {
    await world.table.edit({ pk: `PRINCIPAL#${mallory.id}`, sk: 'PROFILE' }, { enabled: false });

    expect((await change(mallorys.id, { endsAt: days(1) })).assignment).toMatchObject({ endsAt: days(1) });
    expect(await refusalOf(world, () => change(mallorys.id, { endsAt: days(2) }))).toEqual(refused('holder_disabled'));
  });
});

describe('what runs under an eligibility that is given another end (ASG-6)', () => {
  it('is cut to an earlier end through the table, and the workflow follows', async () => {
    const { id, generation } = await reach(world, 'active', ada);
    const endsAt = plusMinutes(NOON, 20);

    await change(own, { endsAt });
    await settle();

    const cut = await expectSound(world, id);
    expect(cut).toMatchObject({ status: 'active', endsAt, eligibility: { endsAt }, generation: generation + 1 });
    expect(await eventsOf(world, id)).toContain('shortened');
    await advanceWorkflow(id, world);
    expect(world.workflow.calls.at(-1)).toBe(`start ${id}.${generation + 1}`);
    expect(world.workflow.inputs.get(`${id}.${generation + 1}`)).toMatchObject({ holdSeconds: 18 * 60 });

    world.setTime(plusMinutes(endsAt, 1));
    await sweep(world);
    expect(await stored(world, id)).toMatchObject({ status: 'ended', outcome: 'expired' });
  });

  it('is cut also while it is being given, and is given no longer than that', async () => {
    const { id } = await reach(world, 'provisioning', ada);
    const endsAt = plusMinutes(NOON, 20);

    await change(own, { endsAt });
    await dispatchEndings();
    expect(await stored(world, id)).toMatchObject({ status: 'provisioning', endsAt, eligibility: { endsAt } });
    await grant(world, await stored(world, id));

    expect(await expectSound(world, id)).toMatchObject({ status: 'active', endsAt });
  });

  it('is not touched by a later end, nor by an end behind its own', async () => {
    const { id } = await reach(world, 'active', ada);
    const before = await stored(world, id);

    await change(own, { endsAt: days(3) });
    await settle();
    await change(own, { endsAt: days(30) });
    await settle();

    expect(await stored(world, id)).toEqual(before);
  });

  it('keeps its end when the eligibility is prolonged again before anybody has cut it', async () => {
    const { id } = await reach(world, 'active', ada);
    const before = await stored(world, id);

    await change(own, { endsAt: plusMinutes(NOON, 20) });
    await change(own, { permanent: true });
    await settle();

    expect(await stored(world, id)).toEqual(before);
  });

  it('is cancelled when it would only begin afterwards, and waits on otherwise', async () => {
    const late = await ask(world, { startsAt: days(5) });
    await vote(world, late.id, alan);

    await change(own, { endsAt: days(6) });
    await settle();
    expect(await stored(world, late.id)).toMatchObject({ status: 'approved' });
    await change(own, { endsAt: days(4) });
    await settle();

    expect(await expectSound(world, late.id)).toMatchObject({ status: 'cancelled', reason: 'eligibility_shortened' });
  });
});
