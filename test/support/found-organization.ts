import type { Assignment } from '#shared/domain/assignment';
import { demonstration } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import type { Principal } from '#shared/domain/principal';
import { administratorRoles, type Role, SECURITY_ADMINISTRATOR } from '#shared/domain/role';
import { type ApproverEntry, defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import type { Ports } from '#shared/ports';
import type { World } from './world.ts';

/*
 * The people of the tests: ada asks, grace and alan approve (grace administers, alan watches), margaret comes through
 * a group, mallory should not.
 */

export const ISSUER = 'https://id.example';

export function principal(name: string, changes: Partial<Principal> = {}): Principal {
  return {
    id: `prn_${name}`,
    kind: 'user',
    displayName: name,
    email: `${name}@example.test`,
    issuer: ISSUER,
    subject: name,
    enabled: true,
    revision: 1,
    ...changes,
  };
}

export const ada = principal('ada');
export const grace = principal('grace');
export const alan = principal('alan');
export const margaret = principal('margaret');
export const mallory = principal('mallory');
export const robot = principal('robot', { kind: 'workload' });
/** Known to Lapse, and to no identity provider yet; not in the organization until a test adds her. */
export const unbound: Principal = {
  id: 'prn_barbara',
  kind: 'user',
  displayName: 'barbara',
  email: 'barbara@example.test',
  enabled: true,
  revision: 1,
};
export const operators: Principal = {
  id: 'grp_operators',
  kind: 'group',
  displayName: 'Operators',
  enabled: true,
  revision: 1,
};

export const EXCHANGE = 'exchange-administrator';

export function role(id: string, changes: Partial<Role> = {}): Role {
  return {
    id,
    displayName: id,
    description: '',
    privileged: true,
    builtIn: false,
    enabled: true,
    provider: { kind: 'directory' },
    revision: 1,
    ...changes,
  };
}

export function assignment(
  holder: Principal,
  roleId: string,
  type: Assignment['type'],
  changes: Partial<Assignment> = {},
): Assignment {
  return {
    id: `asg_${type}_${roleId}_${holder.id}`,
    principalId: holder.id,
    roleId,
    resourceId: DIRECTORY,
    type,
    startsAt: '2026-01-01T00:00:00.000Z',
    justification: 'for the tests',
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: grace.id,
    revision: 1,
    ...changes,
  };
}

export function membership(member: Principal, group: Principal) {
  return { principalId: member.id, groupId: group.id, groupName: group.displayName };
}

export function userEntry({ id, displayName }: Principal): ApproverEntry {
  return { kind: 'user', id, displayName };
}

export function groupEntry({ id, displayName }: Principal): ApproverEntry {
  return { kind: 'group', id, displayName };
}

/** Approval by one of grace and alan, by link or session, within a day. */
export const exchangeSettings: RoleSettings = {
  ...defaultSettings,
  maximumDurationMinutes: 480,
  decisionMode: 'link',
  approval: { ...defaultSettings.approval, required: true, approvers: [userEntry(grace), userEntry(alan)] },
};

/** The approval settings of Exchange with some of them changed. */
export function approval(changes: Partial<RoleSettings['approval']>): Pick<RoleSettings, 'approval'> {
  return { approval: { ...exchangeSettings.approval, ...changes } };
}

type Founding = Pick<Ports, 'directory' | 'onboardings' | 'heartbeat' | 'now'> & Partial<Pick<World, 'once'>>;

/** Writes an organization down: everybody above, grace as first administrator, ada and the operators eligible for Exchange. */
export async function foundOrganization<W extends Founding>(
  world: W,
  settings: Partial<RoleSettings> = {},
): Promise<W> {
  const write = () => writeOrganization(world, settings);
  await (world.once ? world.once(`organization ${JSON.stringify(settings)}`, write) : write());
  return world;
}

async function writeOrganization(
  { directory, onboardings, heartbeat, now }: Founding,
  settings: Partial<RoleSettings>,
): Promise<void> {
  await directory.addPrincipal(grace, demonstration);
  await onboardings.consent(
    {
      principal: grace,
      assignments: administratorRoles.map(({ id }) => assignment(grace, id, 'active', { revision: 0 })),
    },
    { consentedBy: grace.id, consentedAt: now() },
    { type: 'onboarding.consented', actor: grace, details: {} },
  );
  const others = [ada, alan, margaret, mallory, robot, operators];
  const held = [
    assignment(alan, SECURITY_ADMINISTRATOR, 'active'),
    assignment(ada, EXCHANGE, 'eligible'),
    assignment(operators, EXCHANGE, 'eligible'),
  ];
  const version = {
    roleId: EXCHANGE,
    resourceId: DIRECTORY,
    version: 1,
    settings: { ...exchangeSettings, ...settings },
  };
  await Promise.all([
    ...others.map((one) => directory.addPrincipal(one, demonstration)),
    directory.addRole(role(EXCHANGE), demonstration),
    directory.addSettings(version, demonstration),
    ...held.map((one) => directory.addAssignment(one, demonstration)),
  ]);
  await directory.addMember(membership(margaret, operators), demonstration);
  await heartbeat.beat(now());
}
