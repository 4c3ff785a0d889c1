import type { Assignment } from '#shared/domain/assignment';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { SettingsVersion } from '#shared/domain/role-settings';
import type { OpenActivation } from './activations.ts';

export interface Roles {
  /** The role and the settings that count at a resource; nothing when role or resource do not exist. */
  findAt(
    roleId: string,
    resourceId: string,
  ): Promise<{ role: Role; resource: Resource; settings: SettingsVersion } | undefined>;
  find(roleId: string): Promise<Role | undefined>;
  findResource(resourceId: string): Promise<Resource | undefined>;
  /** Several at once, in one request; those that do not exist are left out. */
  findSeveral(roleIds: readonly string[]): Promise<Role[]>;
  /** Who is assigned the role: ids of principals, in force or not; eventually consistent. */
  listAssignments(roleId: string, type: Assignment['type']): Promise<Assignment[]>;
  /** Open activations of a role with their holders; eventually consistent. */
  listOpenActivations(roleId: string): Promise<(OpenActivation & { readonly principalId: string })[]>;
}
