import { beforeEach, describe, expect, it } from 'vitest';
import { demonstration } from '#shared/domain/audit-event';
import { type RoleChanges, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { keys } from '#shared/dynamodb/keys';
import { assignRole } from '#shared/use-cases/assign-role';
import { convertAssignment } from '#shared/use-cases/convert-assignment';
import { updateRole } from '#shared/use-cases/keep-roles';
import { withdrawOwnRequests } from '#shared/use-cases/own-requests';
import { rehearseChange } from '#shared/use-cases/rehearse-change';
import { removeAssignment } from '#shared/use-cases/remove-assignment';
import { changeResource } from '#shared/use-cases/shape-tree';
import {
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
  principal,
  robot,
  role,
  userEntry,
} from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { change } from './organization.ts';
import { ask, callerOf, stored } from './steps.ts';

const open = useWorlds();
const second = principal('grace_second', { id: 'prn_second', personId: grace.id });
const AUDITORS = 'auditors';
const approvers = [
  groupEntry(operators),
  userEntry(alan),
  { kind: 'role' as const, id: SECURITY_ADMINISTRATOR, displayName: 'Security Administrator' },
  { kind: 'role' as const, id: AUDITORS, displayName: 'Auditors' },
];
let world: World;

beforeEach(async () => {
  world = await foundOrganization(await open(), approval({ approvers }));
  const { directory } = world;
  await directory.addPrincipal(second, demonstration);
  for (const holder of [grace, second]) await directory.addAssignment(assignment(holder, EXCHANGE, 'eligible'), alan);
  for (const id of [AUDITORS, 'others']) await directory.addRole(role(id), demonstration);
  for (const id of ['unit', 'other'])
    await directory.addResource(
      { id, displayName: id, kind: 'organizational_unit', ancestors: ['/'], revision: 1 },
      demonstration,
    );
  await directory.addResource(
    { id: 'account', displayName: 'account', kind: 'account', ancestors: ['unit', '/'], revision: 1 },
    demonstration,
  );
});

const command = { principalIds: [mallory.id], type: 'active' as const, permanent: true as const, justification: 'x' };
const byGrace = () => callerOf(world, grace);
const move = async (id: string, parentId: string) => {
  const caller = await byGrace();
  const withdraw = ({ id: resourceId }: { id: string }) =>
    withdrawOwnRequests({ kind: 'place', resourceId }, caller, world);
  await changeResource(id, { parentId }, grace, world, undefined, withdraw);
};

const switchRole = async (changes: RoleChanges, id = AUDITORS) => updateRole(id, changes, await byGrace(), world);

/** All of them by grace, who has a request of her own waiting. */
const changes: [string, () => Promise<unknown>][] = [
  ['adds to an approver group', () => change(world, operators.id, { addMembers: [mallory.id] })],
  ['takes from an approver group', () => change(world, operators.id, { removeMembers: [margaret.id] })],
  ['disables an approver', () => change(world, alan.id, { enabled: false })],
  ['disables a member of an approver group', () => change(world, margaret.id, { enabled: false })],
  ['disables an approver group', () => change(world, operators.id, { enabled: false })],
  ['says whose account an approver’s is', () => change(world, margaret.id, { personId: 'hr-1' })],
  [
    'assigns the approver role',
    async () => assignRole({ ...command, roleId: SECURITY_ADMINISTRATOR }, await byGrace(), world),
  ],
  [
    'makes somebody eligible for the approver role',
    async () => assignRole({ ...command, type: 'eligible', roleId: SECURITY_ADMINISTRATOR }, await byGrace(), world),
  ],
  [
    'takes the approver role',
    async () => removeAssignment(`asg_active_${SECURITY_ADMINISTRATOR}_${alan.id}`, await byGrace(), world),
  ],
  [
    'makes a holder of the approver role eligible',
    async () =>
      convertAssignment(
        { id: `asg_active_${SECURITY_ADMINISTRATOR}_${alan.id}`, type: 'eligible' },
        await byGrace(),
        world,
      ),
  ],
  ['moves its resource', () => move('account', 'other')],
  ['disables an approver role', async () => switchRole({ enabled: false })],
  [
    'enables an approver role',
    async () => {
      await world.table.edit(keys.role(AUDITORS), { enabled: false });
      await switchRole({ enabled: true });
    },
  ],
  [
    'archives an approver role',
    async () => {
      await world.table.edit(keys.role(AUDITORS), { enabled: false });
      await switchRole({ archived: true });
    },
  ],
];

describe('T-59: the own request of an administrator who', () => {
  it.each(changes)('%s is cancelled', async (_, make) => {
    const own = await ask(world, { resourceId: 'account' }, grace);
    const others = await ask(world, { resourceId: 'account' });

    await make();

    expect(await stored(world, own.id)).toMatchObject({ status: 'cancelled', reason: 'changed_by_requester' });
    expect(await stored(world, others.id)).toMatchObject({ status: 'pending_approval' });
  });

  it.each(changes)('%s is cancelled, also when another account of theirs asked', async (_, make) => {
    const own = await ask(world, { resourceId: 'account' }, second);

    await make();

    expect(await stored(world, own.id)).toMatchObject({ status: 'cancelled', reason: 'changed_by_requester' });
  });

  it.each(changes)('%s is listed by a dry run, and goes on waiting', async (_, make) => {
    const own = await ask(world, { resourceId: 'account' }, grace);

    const { ends } = await rehearseChange(make, world);

    expect(ends.map(({ id }) => id)).toEqual([own.id]);
    expect(await stored(world, own.id)).toMatchObject({ status: 'pending_approval' });
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'adds to another group',
      async () => {
        await world.directory.addPrincipal({ ...operators, id: 'grp_others' }, demonstration);
        await change(world, 'grp_others', { addMembers: [mallory.id] });
      },
    ],
    ['disables somebody who approves nothing', () => change(world, robot.id, { enabled: false })],
    ['renames an approver role', () => switchRole({ displayName: 'Audit' })],
    ['disables another role', () => switchRole({ enabled: false }, 'others')],
    ['renames an approver', () => change(world, alan.id, { displayName: 'Alan T.' })],
    [
      'assigns another role',
      async () => assignRole({ ...command, roleId: EXCHANGE, type: 'eligible' }, await byGrace(), world),
    ],
    [
      'moves another resource',
      async () => {
        await world.directory.addResource(
          { id: 'elsewhere', displayName: 'e', kind: 'account', ancestors: ['unit', '/'], revision: 1 },
          demonstration,
        );
        await move('elsewhere', 'other');
      },
    ],
  ])('%s goes on waiting', async (_, make) => {
    const own = await ask(world, { resourceId: 'account' }, grace);

    await make();

    expect(await stored(world, own.id)).toMatchObject({ status: 'pending_approval' });
  });
});
