import type { Resource } from '#shared/domain/resource';
import type { EventDraft, Page, PageRequest } from '#shared/ports';

/** The tree of resources as administrators shape it. */
export interface ResourceTree {
  /** The directory first, then all there are in the order of ids; eventually consistent. */
  list(page: PageRequest): Promise<Page<Resource>>;
  /** Several at once; those that do not exist are left out. */
  findSeveral(ids: readonly string[]): Promise<Resource[]>;
  /** How many nodes stand directly below it. */
  countChildren(id: string): Promise<number>;
  /**
   * Stores the next revision of a node, below another parent or not.
   *
   * @throws Stale when the node is not the one expected or, for a move, when it has children or the new parent does not
   *   stand where its ancestors say
   */
  replace(next: Resource, expecting: Resource, event: EventDraft): Promise<void>;
}
