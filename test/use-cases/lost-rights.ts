import { expect } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import type { Principal } from '#shared/domain/principal';
import type { EndingCause } from '#shared/domain/right-ending';
import { keys } from '#shared/dynamodb/keys';
import { failing } from '#test/support/fake-access-provider';
import { ada, alan, assignment, EXCHANGE, margaret, operators } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { ask, grant, stored, vote } from './steps.ts';

const own = assignment(ada, EXCHANGE, 'eligible').id;
export const ofGroup = assignment(operators, EXCHANGE, 'eligible').id;

/** Each right, whose activation runs under it, and how it is taken away. */
export const causes: readonly {
  cause: EndingCause;
  who: Principal;
  what: string;
  take: (w: World) => Promise<void>;
}[] = [
  {
    what: 'an eligibility of their own',
    cause: { reason: 'eligibility_gone', assignmentId: own, holderId: ada.id, roleId: EXCHANGE },
    who: ada,
    take: (w) => w.table.erase(keys.assignment(ada.id, own)),
  },
  {
    what: 'the eligibility of their group',
    cause: { reason: 'eligibility_gone', assignmentId: ofGroup, holderId: operators.id, roleId: EXCHANGE },
    who: margaret,
    take: (w) => w.table.erase(keys.assignment(operators.id, ofGroup)),
  },
  {
    what: 'their membership',
    cause: { reason: 'membership_gone', groupId: operators.id, principalId: margaret.id },
    who: margaret,
    take: (w) => w.table.erase(keys.membership(margaret.id, operators.id)),
  },
  {
    what: 'their own being enabled',
    cause: { reason: 'principal_disabled', principalId: ada.id, kind: 'user' },
    who: ada,
    take: (w) => w.table.edit(keys.principal(ada.id), { enabled: false }),
  },
  {
    what: 'their group’s being enabled',
    cause: { reason: 'principal_disabled', principalId: operators.id, kind: 'group' },
    who: margaret,
    take: (w) => w.table.edit(keys.principal(operators.id), { enabled: false }),
  },
  {
    what: 'the role’s being enabled',
    cause: { reason: 'role_disabled', roleId: EXCHANGE },
    who: ada,
    take: (w) => w.table.edit(keys.role(EXCHANGE), { enabled: false }),
  },
];

export const statuses = ['pending_approval', 'approved', 'provisioning', 'active'] as const;

/** Asks for Exchange and goes as far as a status. */
export async function reach(
  world: World,
  status: (typeof statuses)[number],
  person: Principal,
  wanted: Parameters<typeof ask>[1] = {},
): Promise<Activation> {
  const { id } = await ask(world, wanted, person);
  if (status !== 'pending_approval') await vote(world, id, alan);
  if (status === 'provisioning') {
    world.accessProvider.after = failing(1);
    await expect(grant(world, await stored(world, id))).rejects.toThrow('Throttled.');
  }
  if (status === 'active') await grant(world, await stored(world, id));
  return stored(world, id);
}
