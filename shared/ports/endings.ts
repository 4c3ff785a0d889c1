import type { RightEnding } from '#shared/domain/right-ending';
import type { ApproverEntry } from '#shared/domain/role-settings';
import type { Page, PageRequest } from '#shared/ports';

/** Rights that were taken away, and the lists by which what runs under them is found. */
export interface Endings {
  find(id: string): Promise<RightEnding | undefined>;
  /** @throws Stale when somebody else worked off the same page */
  replace(next: RightEnding, expecting: RightEnding): Promise<void>;
  /** @throws Stale when somebody else worked off the same page */
  remove(expecting: RightEnding): Promise<void>;
  /** Ids of the open activations of a role, oldest first; eventually consistent. */
  listOpenOfRole(roleId: string, page: PageRequest): Promise<Page<string>>;
  /** Ids of the open activations of somebody, by role. */
  listOpenOfPrincipal(principalId: string, page: PageRequest): Promise<Page<string>>;
  /** Ids of the open activations at a place below the directory, by id; eventually consistent. */
  listOpenAt(resourceId: string, page: PageRequest): Promise<Page<string>>;
  /** Ids of the activations that wait for an entry of approvers, nearest deadline first. */
  listAskedOf(entry: Pick<ApproverEntry, 'kind' | 'id'>, page: PageRequest): Promise<Page<string>>;
  /** The roles a group is eligible for, in the order of ids, each once. */
  listEligibleRoles(groupId: string): Promise<string[]>;
}
