import type { Resource } from '#shared/domain/resource';
import type { RightEnding } from '#shared/domain/right-ending';
import type { EventDraft, Page, PageRequest } from '#shared/ports';

/** How one node changes when all that stands below another moves with it. */
export interface NodeMove {
  readonly next: Resource;
  readonly expecting: Resource;
  readonly event: EventDraft;
}

/** So many fit into one transaction: each with its event, both parents of the first, and what the move ends (AWS: 100 writes). */
export const MOST_MOVED_AT_ONCE = 48;

/** The tree of resources as administrators shape it. */
export interface ResourceTree {
  /** The directory first, then the others in the order of ids, those archived only when they are asked for, too; eventually consistent. */
  list(filter: { readonly archived?: boolean | undefined }, page: PageRequest): Promise<Page<Resource>>;
  /** Several at once; those that do not exist are left out. */
  findSeveral(ids: readonly string[]): Promise<Resource[]>;
  /** How many nodes stand directly below it. */
  countChildren(id: string): Promise<number>;
  /**
   * Stores the next revision of a node, below another parent or not.
   *
   * @param ending with a move: what ran there may have lost the right it rests on
   * @throws Stale when the node is not the one expected or, for a move, when it has children or the new parent does not
   *   stand where its ancestors say
   */
  replace(next: Resource, expecting: Resource, event: EventDraft, ending?: RightEnding): Promise<void>;
  /**
   * Moves a node and everything below it in one transaction, each with its event: nobody ever sees a part of it moved.
   *
   * @param moves the node itself first, then all that stands below it; at most `MOST_MOVED_AT_ONCE`
   * @throws Stale when one of them is not as expected, when there is one below them that is not among them, or when the
   *   new parent does not stand where its ancestors say
   */
  moveSubtree(moves: readonly [NodeMove, ...NodeMove[]], ending: RightEnding): Promise<void>;
}
