import * as v from 'valibot';
import { archivedRules } from './archive.ts';
import { Id } from './id.ts';
import { refuseIfBroken, violation } from './refusal.ts';

/** The system that really gives and takes the access of a role. */
export const RoleProvider = v.variant('kind', [v.object({ kind: v.literal('directory') })]);
export type RoleProvider = v.InferOutput<typeof RoleProvider>;

/** Something privileged that can be activated. */
export const Role = v.object({
  id: Id,
  displayName: v.string(),
  description: v.string(),
  privileged: v.boolean(),
  builtIn: v.boolean(),
  enabled: v.boolean(),
  /** Out of use for good: hidden from lists, kept for the record. */
  archived: v.exactOptional(v.boolean()),
  provider: RoleProvider,
  revision: v.number(),
});
export type Role = v.InferOutput<typeof Role>;

export const PRIVILEGED_ROLE_ADMINISTRATOR = 'privileged-role-administrator';
export const SECURITY_ADMINISTRATOR = 'security-administrator';

/**
 * The built-in roles whose holders administer Lapse itself; they exist from the first consent on, which
 * is the event that tells of them, and cannot be disabled.
 */
export const administratorRoles: readonly Role[] = [
  {
    id: PRIVILEGED_ROLE_ADMINISTRATOR,
    displayName: 'Privileged Role Administrator',
    description: 'Manages roles, assignments and settings of Lapse.',
    privileged: true,
    builtIn: true,
    enabled: true,
    provider: { kind: 'directory' },
    revision: 0,
  },
  {
    id: SECURITY_ADMINISTRATOR,
    displayName: 'Security Administrator',
    description: 'Reads everything, may approve and is told about activations.',
    privileged: true,
    builtIn: true,
    enabled: true,
    provider: { kind: 'directory' },
    revision: 0,
  },
];

/** Tells whether holders of the role can change Lapse itself. */
export function isAdministratorRole(roleId: string): boolean {
  return administratorRoles.some((role) => role.id === roleId);
}

/** What may be changed of a role; what is absent stays. */
export type RoleChanges = Partial<Pick<Role, 'displayName' | 'description' | 'privileged' | 'enabled' | 'archived'>>;

/**
 * The role with some of it changed, one revision on; the role itself when nothing would change. Of a built-in role only
 * the description may change: nobody can be locked out of Lapse by a role that is gone or called something else (ONB-4).
 *
 * @throws Refusal role_is_built_in naming each field | archived_is_disabled
 */
export function changeRole(role: Role, changes: RoleChanges): Role {
  const changed = changedFields(role, changes);
  if (changed.length === 0) return role;
  const fixed = role.builtIn ? changed.filter((field) => field !== 'description') : [];
  refuseIfBroken([...fixed.map((field) => violation(field, 'role_is_built_in')), ...archivedRules(role, changes)]);
  return { ...role, ...changes, revision: role.revision + 1 };
}

/** The fields in which a change is one. */
export function changedFields(role: Role, changes: RoleChanges): (keyof RoleChanges)[] {
  const fields = ['displayName', 'description', 'privileged', 'enabled', 'archived'] as const;
  const before = { ...role, archived: role.archived ?? false };
  return fields.filter((field) => changes[field] !== undefined && changes[field] !== before[field]);
}
