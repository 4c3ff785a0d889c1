import { describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { Principal } from '#shared/domain/principal';
import { keys } from '#shared/dynamodb/keys';
import { listMyRoles } from '#shared/use-cases/list-my-roles';
import {
  ada,
  alan,
  assignment,
  EXCHANGE,
  foundOrganization,
  mallory,
  margaret,
  operators,
  role,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { activate, ask, callerOf, vote, worldWithoutApproval } from './steps.ts';

const open = useWorlds();
const roles = async (world: World, person: Principal = ada) => listMyRoles(await callerOf(world, person), world);
const eligibility = assignment(ada, EXCHANGE, 'eligible');

describe('my roles', () => {
  it('name what I may activate, and how I came by it', async () => {
    const world = await foundOrganization(await open());

    expect(await roles(world)).toMatchObject([
      { roleId: EXCHANGE, status: 'eligible', type: 'eligible', via: { kind: 'direct' } },
    ]);
    expect(await roles(world, margaret)).toMatchObject([
      { status: 'eligible', via: { kind: 'group', id: operators.id } },
    ]);
    expect(await roles(world, alan)).toMatchObject([{ status: 'active', type: 'active', via: { kind: 'direct' } }]);
    expect(await roles(world, mallory)).toEqual([]);
  });

  it('do not offer a disabled role, and show what still runs of it (ACT-10)', async () => {
    const world = await foundOrganization(await open());
    await world.table.edit(keys.role(EXCHANGE), { enabled: false });
    expect([await roles(world), await roles(world, margaret)]).toEqual([[], []]);

    await world.table.edit(keys.role(EXCHANGE), { enabled: true });
    const { id } = await ask(world);
    await world.table.edit(keys.role(EXCHANGE), { enabled: false });
    expect(await roles(world)).toMatchObject([{ roleId: EXCHANGE, status: 'pending_approval', activationId: id }]);
  });

  it('follow an activation: pending, scheduled, approved, active until', async () => {
    const world = await foundOrganization(await open());
    const startsAt = plusMinutes(NOON, 60);
    const { id } = await ask(world, { startsAt });
    expect(await roles(world)).toMatchObject([{ status: 'pending_approval', activationId: id, startsAt }]);

    await vote(world, id);
    expect(await roles(world)).toMatchObject([{ status: 'scheduled', activationId: id }]);
    world.setTime(startsAt);
    expect(await roles(world)).toMatchObject([{ status: 'approved', activationId: id }]);

    const other = await worldWithoutApproval(open);
    const active = await activate(other, { durationMinutes: 60 });
    expect(await roles(other)).toMatchObject([
      { status: 'active', activationId: active.id, endsAt: plusMinutes(NOON, 60) },
    ]);
  });

  it('say that access is being taken back from its end on, however late the sweeper is', async () => {
    const world = await worldWithoutApproval(open);
    await activate(world, { durationMinutes: 60 });

    world.setTime(plusMinutes(NOON, 60 - 1 / 60_000));
    expect(await roles(world)).toMatchObject([{ status: 'active' }]);
    world.setTime(plusMinutes(NOON, 60));
    expect(await roles(world)).toMatchObject([{ status: 'revoking', endsAt: plusMinutes(NOON, 60) }]);
  });

  it.each([
    ['expired', { startsAt: plusMinutes(NOON, -60), endsAt: NOON }],
    ['scheduled', { startsAt: plusMinutes(NOON, 60), endsAt: plusMinutes(NOON, 120) }],
    ['eligible', { startsAt: NOON, endsAt: plusMinutes(NOON, 60) }],
  ])('say %s by the dates of an eligibility', async (status, dates) => {
    const world = await foundOrganization(await open());
    await world.table.edit(keys.assignment(ada.id, eligibility.id), dates);

    expect(await roles(world)).toMatchObject([{ status, assignmentEndsAt: dates.endsAt, validUntil: dates.endsAt }]);
  });

  it('tell the end of an active assignment as its own, and that of an eligibility never as the end of access', async () => {
    const world = await foundOrganization(await open());
    const endsAt = plusMinutes(NOON, 60);
    await world.directory.addAssignment(assignment(ada, EXCHANGE, 'active', { endsAt }), demonstration);
    await world.table.edit(keys.assignment(ada.id, eligibility.id), { endsAt: plusMinutes(NOON, 90) });

    const found = await roles(world);

    expect(found.map(({ type, endsAt: end, assignmentEndsAt }) => [type, end, assignmentEndsAt]).sort()).toEqual([
      ['active', endsAt, endsAt],
      ['eligible', undefined, plusMinutes(NOON, 90)],
    ]);
  });

  it('are sorted by name, and cost one request more than the caller did, however many they are', async () => {
    const world = await foundOrganization(await open());
    for (const id of ['zebra', 'antelope', 'mule']) {
      await world.directory.addRole(role(id), demonstration);
      await world.directory.addAssignment(assignment(ada, id, 'eligible'), demonstration);
    }
    const caller = await callerOf(world, ada);
    const before = world.table.requests.length;

    const names = (await listMyRoles(caller, world)).map(({ roleName }) => roleName);

    expect(names).toEqual(['antelope', EXCHANGE, 'mule', 'zebra']);
    expect(world.table.requests.slice(before)).toEqual(['BatchGetItem']);
  });

  it('list an activation at a narrower resource beside the eligibility above it', async () => {
    const world = await worldWithoutApproval(open);
    const unit = {
      id: 'res_unit',
      displayName: 'Unit',
      kind: 'organizational_unit' as const,
      ancestors: ['/'],
      revision: 1,
    };
    await world.directory.addResource(unit, demonstration);
    await activate(world, { resourceId: unit.id });

    expect((await roles(world)).map(({ resourceId, status }) => [resourceId, status])).toEqual([
      ['/', 'eligible'],
      [unit.id, 'active'],
    ]);
  });
});
