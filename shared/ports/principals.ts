import type { HeldAssignment } from '#shared/domain/assignment';
import type { Membership, Principal } from '#shared/domain/principal';
import type { OpenActivation } from './activations.ts';
import type { RoleUse } from './assignments.ts';

/** Everything one principal is and has; `held` includes what comes through groups. */
export interface PrincipalView {
  readonly principal: Principal;
  readonly memberships: readonly Membership[];
  readonly held: readonly HeldAssignment[];
  readonly open: readonly OpenActivation[];
  /** When they last used their roles, as far as applications asked Lapse; nothing when they never did. */
  readonly uses?: readonly RoleUse[];
}

export interface Principals {
  find(id: string): Promise<Principal | undefined>;
  /** Several at once, in one request a hundred, in the order given; those that do not exist are left out. */
  findSeveral(ids: readonly string[]): Promise<Principal[]>;
  /** One query for the principal and one for each group they belong to. */
  view(id: string): Promise<PrincipalView | undefined>;
  /** The principal bound to this issuer and subject; a binding never changes. */
  findIdByIdentity(issuer: string, subject: string): Promise<string | undefined>;
  /** Ids of the accounts that name this id as their person's (T-52). */
  listAccountsOf(personId: string): Promise<string[]>;
  /** Enabled members of a group who are people; all of them. */
  listMembers(groupId: string): Promise<Principal[]>;
}
