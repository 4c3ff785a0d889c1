import { organizationImport } from '#shared/domain/audit-event';
import { type ImportStep, planImport } from '#shared/domain/organization-import';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { CloudOrganization } from '#shared/ports/cloud-organization';
import { listTree } from './list-tree.ts';
import { moveSubtree } from './move-subtree.ts';
import { changeResource, createResource } from './shape-tree.ts';

type Needs = Pick<Ports, 'onboardings' | 'roles' | 'resourceTree' | 'directory' | 'newId' | 'now'> & {
  readonly cloudOrganization: CloudOrganization;
};

export interface Imported {
  /** Nodes that were added, renamed or moved. */
  readonly changed: number;
  /** Ids AWS does not list any more, or not as active; they stay in the tree. */
  readonly gone: readonly string[];
  /** Ids AWS lists although an administrator deleted their node: an id is never given twice, so they stay out. */
  readonly deleted: readonly string[];
  /** Nodes that are not as AWS says, and why; somebody has to look. */
  readonly left: readonly { readonly id: string; readonly error: unknown }[];
}

/**
 * Brings the tree of resources in line with AWS Organizations (RES-1): adds, renames and moves units and accounts, each
 * in a transaction of its own, so that what one run does not finish the next one does. A second run changes nothing, unless
 * an administrator renamed or moved one of these nodes: what AWS says comes back.
 *
 * Nothing is removed: an account that left or closed keeps its node, with all rights on it, and is reported, until an
 * administrator takes those rights away. From a move on the rights of the new ancestors count, as with a move by hand;
 * whoever may move accounts in AWS Organizations thereby decides which rights of Lapse reach them.
 *
 * A unit moves with all that stands below it, at once or not at all. AWS itself moves accounts only, so this happens to
 * units an administrator wrote down, or moved, elsewhere; one with more than 47 nodes below it is left where it is and
 * reported, and an administrator has to move what is below it first.
 *
 * @returns nothing done before consent: until then nobody answers for the tree
 * @throws Error when AWS Organizations cannot be listed wholly; nothing has changed then
 */
export async function importOrganization(needs: Needs): Promise<Imported> {
  if (!(await needs.onboardings.find())) return { changed: 0, gone: [], deleted: [], left: [] };
  const listed = await needs.cloudOrganization.list();
  const { steps, gone, mismatched } = planImport(await listTree(needs.resourceTree), listed);
  const failed: { id: string; error: unknown }[] = [];
  for (const step of steps) {
    // One that fails must not keep the others from coming right.
    await take(step, needs).catch((error: unknown) => failed.push({ id: step.id, error }));
  }
  const deleted = failed.filter(({ error }) => isDeleted(error));
  const others = mismatched.map((id) => ({ id, error: new Refusal('resource_exists') }));
  return {
    changed: steps.length - failed.length,
    gone,
    deleted: deleted.map(({ id }) => id),
    left: [...others, ...failed.filter((one) => !deleted.includes(one))],
  };
}

/** Somebody decided that once; nobody has to look again every hour. */
const isDeleted = (error: unknown) => error instanceof Refusal && error.code === 'id_retired';

async function take(step: ImportStep, needs: Needs): Promise<void> {
  if (step.action === 'create') {
    await createResource(step, organizationImport, needs);
    return;
  }
  const { id, displayName, parentId } = step;
  const isAlone = parentId === undefined || (await needs.resourceTree.countChildren(id)) === 0;
  if (isAlone) await changeResource(id, { displayName, parentId }, organizationImport, needs);
  else await moveSubtree(id, { parentId, displayName }, organizationImport, needs);
}
