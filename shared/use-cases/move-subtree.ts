import type { Actor } from '#shared/domain/audit-event';
import { Refusal } from '#shared/domain/refusal';
import { covers, moveWithAllBelow, type Resource } from '#shared/domain/resource';
import type { Ports } from '#shared/ports';
import { MOST_MOVED_AT_ONCE, type NodeMove } from '#shared/ports/resource-tree';
import { listTree } from './list-tree.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { resourceChanged, resourceMoved } from './shape-tree.ts';

type Needs = Pick<Ports, 'roles' | 'resourceTree' | 'newId' | 'now'>;

/**
 * Moves a node with everything below it, all at once: rights reach by ancestors, so that a tree moved node by node would
 * let old and new rights meet where nobody gave both. What is too large to move at once does not move.
 *
 * @param changes the new parent, and another name where it gets one
 * @throws Refusal resource_not_found | resource_has_children (more than 47 stand below it) | resource_cycle |
 *   parent_is_account | resource_too_deep
 */
export function moveSubtree(
  id: string,
  changes: { parentId: string; displayName?: string | undefined },
  actor: Actor,
  needs: Needs,
): Promise<void> {
  const { roles, resourceTree } = needs;
  return retryWhenStale(async () => {
    const [resource, parent] = await Promise.all([roles.findResource(id), roles.findResource(changes.parentId)]);
    if (!resource || !parent) throw new Refusal('resource_not_found');
    const below = (await listTree(resourceTree)).filter((node) => node.id !== id && covers(id, node));
    if (below.length >= MOST_MOVED_AT_ONCE) throw new Refusal('resource_has_children');

    const [moved, ...others] = moveWithAllBelow(resource, below, parent);
    if (!moved) return;
    const named = { ...moved, displayName: changes.displayName ?? moved.displayName };
    const move = (expecting: Resource, next: Resource): NodeMove => {
      return { next, expecting, event: resourceChanged(expecting, next, actor) };
    };
    const rest = below.flatMap((node, at) => (others[at] ? [move(node, others[at])] : []));
    const ending = resourceMoved([named, ...others], resource, actor, needs);
    await resourceTree.moveSubtree([move(resource, named), ...rest], ending);
  });
}
