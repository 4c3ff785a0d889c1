import type { Assignment } from '#shared/domain/assignment';
import type { Actor } from '#shared/domain/audit-event';
import type { Membership, Principal } from '#shared/domain/principal';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { SettingsVersion } from '#shared/domain/role-settings';

/** Writing down the organization: each addition with its audit event, refused as Stale when the id exists. */
export interface Directory {
  addPrincipal(principal: Principal, actor: Actor): Promise<void>;
  /** Raises the revision of the group, whose chain tells of it. @throws Refusal principal_not_found for a group that is not there */
  addMember(membership: Membership, actor: Actor): Promise<void>;
  addRole(role: Role, actor: Actor): Promise<void>;
  addResource(resource: Resource, actor: Actor): Promise<void>;
  addSettings(settings: SettingsVersion, actor: Actor): Promise<void>;
  addAssignment(assignment: Assignment, actor: Actor): Promise<void>;
}
