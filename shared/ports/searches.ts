import type { Principal } from '#shared/domain/principal';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';

/** What somebody looks for: the beginning of a name, address or id, or a whole address. */
export interface Sought {
  readonly q?: string | undefined;
  readonly email?: string | undefined;
}

export interface Found<T> {
  /** In the order of names. */
  readonly items: readonly T[];
  /** Set while names that version 0.1 wrote down are still being made findable, and when more begin so than are answered or looked at. */
  readonly incomplete?: true;
}

/** Finds what administrators keep by how people call it; eventually consistent, and never by a scan. */
export interface Searches {
  findPrincipals(sought: Sought, isWanted: (principal: Principal) => boolean): Promise<Found<Principal>>;
  findRoles(sought: Sought, isWanted: (role: Role) => boolean): Promise<Found<Role>>;
  findResources(sought: Sought, isWanted: (resource: Resource) => boolean): Promise<Found<Resource>>;
  /** Makes some more of what version 0.1 wrote down findable, one page a call, until all is. */
  catchUp(): Promise<void>;
}
