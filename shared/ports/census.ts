import type { Assignment } from '#shared/domain/assignment';
import type { Principal } from '#shared/domain/principal';
import type { Role } from '#shared/domain/role';
import type { Page, PageRequest } from '#shared/ports';

/** Everything there is of a noun, page by page in the order of ids, for figures; eventually consistent. */
export interface Census {
  listRoles(page: PageRequest): Promise<Page<Role>>;
  listAssignments(page: PageRequest): Promise<Page<Assignment>>;
  /** Those that do not exist are left out. */
  findPrincipals(ids: readonly string[]): Promise<Principal[]>;
}
