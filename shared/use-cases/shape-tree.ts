import type { Actor } from '#shared/domain/audit-event';
import { DIRECTORY } from '#shared/domain/id';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import { ancestorsBelow, moveBelow, parentOf, type Resource } from '#shared/domain/resource';
import type { RightEnding } from '#shared/domain/right-ending';
import type { EventDraft, Ports } from '#shared/ports';
import { whateverThereIs } from './expectation.ts';
import { listTree } from './list-tree.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'roles' | 'resourceTree' | 'directory' | 'newId' | 'now'>;

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
 * @throws Refusal resource_exists | id_retired | resource_not_found | resource_archived | parent_is_account |
 *   resource_too_deep
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
 * Renames a node, archives it, which ends what is open there (ASG-4), or moves it below another parent. Only a node without children moves: the ancestors it and others
 * store are never out of date.
 *
 * From the move on, rights and settings of its new ancestors count at the node and those of the old ones no longer:
 * every evaluation and request is judged by the tree as it is then. What is open at the node and rests on an eligibility that
 * no longer reaches it ends at once (ASG-4b); what is reached still goes on, and is judged again where it waits.
 *
 * @throws Refusal resource_not_found | version_outdated | directory_is_fixed | resource_cycle | resource_has_children | parent_is_account |
 *   resource_too_deep
 */
export function changeResource(
  id: string,
  changes: { displayName?: string | undefined; parentId?: string | undefined; archived?: boolean | undefined },
  actor: Actor,
  needs: Needs,
  expectation = whateverThereIs,
  beforeMove: (resource: Resource) => Promise<void> = async () => {},
): Promise<Resource> {
  return retryWhenStale(async () => {
    const resource = await showResource(id, needs);
    expectation(resource);
    if (resource.kind === 'directory') refuseIfBroken([violation('id', 'directory_is_fixed')]);
    const moved = await moveIfAsked(resource, changes.parentId, needs);
    const { displayName = resource.displayName, archived = resource.archived ?? false } = changes;
    const isSwitched = archived !== (resource.archived ?? false);
    if (moved === resource && displayName === resource.displayName && !isSwitched) return resource;
    if (isSwitched && archived) await refuseWithUsedBelow(resource, needs);
    if (moved !== resource) await beforeMove(resource);
    const next = { ...moved, displayName, ...(isSwitched ? { archived } : {}), revision: resource.revision + 1 };
    const ending = endingOf(next, resource, actor, needs);
    await needs.resourceTree.replace(next, resource, resourceChanged(resource, next, actor), ending);
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
  if (parent?.archived) throw new Refusal('resource_archived');
  if (parent) return parent;
  throw new Refusal('resource_not_found', { violations: [violation('parentId', 'resource_not_found', id)] });
}

/** Of a place that goes into the archive, all that is open there ends; of one that moves, what is out of reach. */
function endingOf(next: Resource, previous: Resource, actor: Actor, needs: Needs): RightEnding | undefined {
  if (next.archived && !previous.archived) {
    const cause = { reason: 'resource_archived' as const, resourceId: next.id };
    return { id: needs.newId('ending'), cause, actor, at: needs.now(), pages: 0 };
  }
  return parentOf(next) === parentOf(previous) ? undefined : resourceMoved([next], previous, actor, needs);
}

/**
 * What has to be looked at after a move, because the right it rests on may no longer reach it.
 *
 * @param moved the node that got another parent first, then all that moved along with it
 */
export function resourceMoved(
  moved: readonly [Resource, ...Resource[]],
  previous: Resource,
  actor: Actor,
  { newId, now }: Pick<Ports, 'newId' | 'now'>,
): RightEnding {
  const [parentId, previousParentId] = [parentOf(moved[0]), parentOf(previous)];
  const cause = {
    reason: 'resource_moved' as const,
    resourceIds: moved.map(({ id }) => id).sort(),
    ...(previousParentId === undefined ? {} : { previousParentId }),
    ...(parentId === undefined ? {} : { parentId }),
  };
  return { id: newId('ending'), cause, actor, at: now(), pages: 0 };
}

/** Nobody would find what still is in use below what is hidden. */
async function refuseWithUsedBelow({ id }: Resource, { resourceTree }: Needs): Promise<void> {
  const below = (await listTree(resourceTree)).filter((node) => parentOf(node) === id && !node.archived);
  if (below.length > 0) throw new Refusal('resource_has_children');
}

/** The change as it goes on record; `previous` holds what it was before. */
export function resourceChanged(resource: Resource, next: Resource, actor: Actor): EventDraft {
  const isSwitched = (next.archived ?? false) !== (resource.archived ?? false);
  const facts = ({ displayName, ancestors, archived = false }: Resource) => {
    return { displayName, ancestors, ...(isSwitched ? { archived } : {}) };
  };
  return { type: 'resource.changed', actor, details: { ...facts(next), previous: facts(resource) } };
}
