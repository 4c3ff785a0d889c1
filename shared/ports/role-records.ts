import type { RightEnding } from '#shared/domain/right-ending';
import type { Role } from '#shared/domain/role';
import type { EventDraft, Page, PageRequest } from '#shared/ports';

/** Roles as administrators keep them. */
export interface RoleRecords {
  /** In the order of ids, those archived only when they are asked for, too; eventually consistent. */
  list(filter: { readonly archived?: boolean | undefined }, page: PageRequest): Promise<Page<Role>>;
  /**
   * Stores the next revision of a role; with an ending, what runs under the role comes to its end.
   *
   * @throws Stale when the role is not the one expected
   */
  replace(next: Role, expecting: Role, event: EventDraft, ending?: RightEnding): Promise<void>;
}
