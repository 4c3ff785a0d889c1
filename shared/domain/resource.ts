import * as v from 'valibot';
import { DIRECTORY, Id } from './id.ts';

/** Where a role applies: a node of a tree; rights on a node cover what is below it. */
export const Resource = v.object({
  id: Id,
  displayName: v.string(),
  kind: v.picklist(['directory', 'organizational_unit', 'account']),
  /** Ids from the parent up to the directory; empty for the directory itself. */
  ancestors: v.array(Id),
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
export function covers(nodeId: string, resource: Pick<Resource, 'id' | 'ancestors'>): boolean {
  return nodeId === resource.id || resource.ancestors.includes(nodeId);
}

/** The node and its ancestors, nearest first; the nearest one that has settings decides. */
export function nearestFirst(resource: Resource): string[] {
  return [resource.id, ...resource.ancestors];
}
