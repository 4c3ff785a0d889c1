import type { Actor } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import { ancestorsBelow, moveBelow, parentOf, type Resource } from '#shared/domain/resource';
import type { EventDraft, Ports } from '#shared/ports';
import { whateverThereIs } from './expectation.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'roles' | 'resourceTree' | 'directory' | 'newId'>;

export interface NewResource {
  /** Made up when absent. */
  readonly id?: string | undefined;
  readonly displayName: string;
  readonly kind: 'organizational_unit' | 'account';
  /** The directory when absent. */
  readonly parentId?: string | undefined;
}

/**
 * Writes down a node of the tree below a parent that exists at that moment (RES-1).
 *
 * @throws Refusal resource_exists | resource_not_found | parent_is_account | resource_too_deep
 */
export function createResource(wanted: NewResource, actor: Actor, needs: Needs): Promise<Resource> {
  const id = wanted.id ?? needs.newId('resource');
  return retryWhenStale(async () => {
    if (await needs.roles.findResource(id)) throw new Refusal('resource_exists');
    const parent = await findParent(wanted.parentId ?? DIRECTORY, needs);
    const { displayName, kind } = wanted;
    const resource: Resource = { id, displayName, kind, ancestors: ancestorsBelow(parent), revision: 1 };
    await needs.directory.addResource(resource, actor);
    return resource;
  });
}

/** One node of the tree. @throws Refusal resource_not_found */
export async function showResource(id: string, { roles }: Pick<Ports, 'roles'>): Promise<Resource> {
  const resource = await roles.findResource(id);
  if (!resource) throw new Refusal('resource_not_found');
  return resource;
}

/**
 * Renames a node, or moves it below another parent. Only a node without children moves: the ancestors it and others
 * store are never out of date.
 *
 * From the move on, rights and settings of its new ancestors count at the node and those of the old ones no longer:
 * every evaluation and request is judged by the tree as it is then. An activation at the node itself that is active already
 * keeps its end; one that still waits is judged again before its grant, and refused when its eligibility no longer reaches
 * the node.
 *
 * @throws Refusal resource_not_found | version_outdated | directory_is_fixed | resource_cycle | resource_has_children | parent_is_account |
 *   resource_too_deep
 */
export function changeResource(
  id: string,
  changes: { displayName?: string | undefined; parentId?: string | undefined },
  actor: Actor,
  needs: Needs,
  expectation = whateverThereIs,
): Promise<Resource> {
  return retryWhenStale(async () => {
    const resource = await showResource(id, needs);
    expectation(resource);
    if (resource.kind === 'directory') refuseIfBroken([violation('id', 'directory_is_fixed')]);
    const moved = await moveIfAsked(resource, changes.parentId, needs);
    const { displayName = resource.displayName } = changes;
    if (moved === resource && displayName === resource.displayName) return resource;
    const next = { ...moved, displayName, revision: resource.revision + 1 };
    await needs.resourceTree.replace(next, resource, resourceChanged(resource, next, actor));
    return next;
  });
}

async function moveIfAsked(resource: Resource, parentId: string | undefined, needs: Needs): Promise<Resource> {
  if (parentId === undefined || parentId === parentOf(resource)) return resource;
  const moved = moveBelow(resource, await findParent(parentId, needs));
  if ((await needs.resourceTree.countChildren(resource.id)) > 0) throw new Refusal('resource_has_children');
  return moved;
}

async function findParent(id: string, { roles }: Needs): Promise<Resource> {
  const parent = await roles.findResource(id);
  if (parent) return parent;
  throw new Refusal('resource_not_found', { violations: [violation('parentId', 'resource_not_found', id)] });
}

/** The change as it goes on record; `previous` holds name and ancestors as they were. */
export function resourceChanged(resource: Resource, { displayName, ancestors }: Resource, actor: Actor): EventDraft {
  const previous = { displayName: resource.displayName, ancestors: resource.ancestors };
  return { type: 'resource.changed', actor, details: { displayName, ancestors, previous } };
}
