import type { RightEnding } from '#shared/domain/right-ending';
import type { Role } from '#shared/domain/role';
import type { EventDraft, Page, PageRequest } from '#shared/ports';

/** Roles as administrators keep them. */
export interface RoleRecords {
  /** All there are, in the order of ids; eventually consistent. */
  list(page: PageRequest): Promise<Page<Role>>;
  /**
   * Stores the next revision of a role; with an ending, what runs under the role comes to its end.
   *
   * @throws Stale when the role is not the one expected
   */
  replace(next: Role, expecting: Role, event: EventDraft, ending?: RightEnding): Promise<void>;
}
