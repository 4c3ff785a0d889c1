import * as v from 'valibot';
import { DIRECTORY, Id } from './id.ts';
import { refuseIfBroken, violation } from './refusal.ts';

/** Where a role applies: a node of a tree; rights on a node cover what is below it. */
export const Resource = v.object({
  id: Id,
  displayName: v.string(),
  kind: v.picklist(['directory', 'organizational_unit', 'account']),
  /** Ids from the parent up to the directory; empty for the directory itself. */
  ancestors: v.array(Id),
  /** Out of use for good: hidden from lists, kept for the record; nothing new comes to it. */
  archived: v.exactOptional(v.boolean()),
  revision: v.number(),
});
export type Resource = v.InferOutput<typeof Resource>;

/** The root of every organization; it exists without being written down. */
export const directory: Resource = {
  id: DIRECTORY,
  displayName: 'Directory',
  kind: 'directory',
  ancestors: [],
  revision: 0,
};

/** Tells whether a right at `nodeId` reaches `resource`: the node itself or anything below it. */
export function covers(nodeId: string, resource: Place): boolean {
  return nodeId === resource.id || resource.ancestors.includes(nodeId);
}

/** The node itself, or one above it, as far as its place in the tree goes; nothing when the node stands elsewhere. */
export function findAbove(nodeId: string, resource: Place): Place | undefined {
  if (nodeId === resource.id) return resource;
  const at = resource.ancestors.indexOf(nodeId);
  return at < 0 ? undefined : { id: nodeId, ancestors: resource.ancestors.slice(at + 1) };
}

/** Where a node stands. */
export type Place = Pick<Resource, 'id' | 'ancestors'>;

/** The node and its ancestors, nearest first; the nearest one that has settings decides. */
export function nearestFirst(resource: Resource): string[] {
  return [resource.id, ...resource.ancestors];
}

/** How many nodes may stand above one, the directory included. */
const DEEPEST = 10;

/**
 * The ancestors of what stands directly below a node, nearest first.
 *
 * @throws Refusal parent_is_account | resource_too_deep
 */
export function ancestorsBelow(parent: Resource): string[] {
  if (parent.kind === 'account') refuseIfBroken([violation('parentId', 'parent_is_account', parent.id)]);
  const ancestors = nearestFirst(parent);
  if (ancestors.length > DEEPEST) refuseIfBroken([violation('parentId', 'resource_too_deep', DEEPEST)]);
  return ancestors;
}

/**
 * The node below another parent, one revision on; only a node without children moves, so that what stands below others
 * never tells of ancestors it no longer has.
 *
 * @throws Refusal resource_cycle | parent_is_account | resource_too_deep
 */
export function moveBelow(resource: Resource, parent: Resource): Resource {
  if (covers(resource.id, parent)) refuseIfBroken([violation('parentId', 'resource_cycle', parent.id)]);
  return { ...resource, ancestors: ancestorsBelow(parent), revision: resource.revision + 1 };
}

/**
 * The node below another parent, and with it all that stands below the node, each in its place there and one revision on;
 * to be stored all at once, because a tree moved by half would let rights reach where nobody gave them.
 *
 * @param below everything that stands below the node, at whatever depth
 * @returns the node first, then those below it in the order given
 * @throws Refusal resource_cycle | parent_is_account | resource_too_deep
 */
export function moveWithAllBelow(resource: Resource, below: readonly Resource[], parent: Resource): Resource[] {
  const moved = moveBelow(resource, parent);
  const others = below.map((node) => {
    const upToMoved = node.ancestors.slice(0, node.ancestors.indexOf(resource.id) + 1);
    return { ...node, ancestors: [...upToMoved, ...moved.ancestors], revision: node.revision + 1 };
  });
  const isTooDeep = others.some(({ ancestors }) => ancestors.length > DEEPEST);
  if (isTooDeep) refuseIfBroken([violation('parentId', 'resource_too_deep', DEEPEST)]);
  return [moved, ...others];
}

/** The id of the node it stands directly below; the directory has none. */
export function parentOf(resource: Pick<Resource, 'ancestors'>): string | undefined {
  return resource.ancestors[0];
}
