import type { Assignment } from '#shared/domain/assignment';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { SettingsVersion } from '#shared/domain/role-settings';
import type { OpenActivation } from './activations.ts';

/** A role at a resource, with the settings that count there. */
export interface RolePlace {
  readonly role: Role;
  readonly resource: Resource;
  readonly settings: SettingsVersion;
  /** The version with which the node gave up settings of its own, if it did last; the next one counts on from it. */
  readonly takenBack?: number;
}

export interface Roles {
  /** Nothing when role or resource do not exist. */
  findAt(roleId: string, resourceId: string): Promise<RolePlace | undefined>;
  /** Several at once, in one request or two as long as they are few; in the order of the places, each as by `findAt`. */
  findAtSeveral(places: readonly { roleId: string; resourceId: string }[]): Promise<(RolePlace | undefined)[]>;
  find(roleId: string): Promise<Role | undefined>;
  findResource(resourceId: string): Promise<Resource | undefined>;
  /** Several at once, in one request; those that do not exist are left out. */
  findSeveral(roleIds: readonly string[]): Promise<Role[]>;
  /** Who is assigned the role: ids of principals, in force or not; eventually consistent. */
  listAssignments(roleId: string, type: Assignment['type']): Promise<Assignment[]>;
  /** Open activations of a role with their holders; eventually consistent. */
  listOpenActivations(roleId: string): Promise<(OpenActivation & { readonly principalId: string })[]>;
}
