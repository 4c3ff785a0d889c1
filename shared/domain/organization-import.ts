import { nameFrom } from './plain-text.ts';
import { parentOf, type Resource } from './resource.ts';

/** An organizational unit or account as AWS Organizations lists it. */
export interface CloudNode {
  /** Of AWS, and of our node: `ou-ab12-cdef3456` or `123456789012`. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'organizational_unit' | 'account';
  /** The directory for what stands below the root, which is our directory. */
  readonly parentId: string;
  /** False for an account that is suspended, being closed or not open yet. */
  readonly isActive: boolean;
}

interface Creation {
  readonly action: 'create';
  readonly id: string;
  readonly displayName: string;
  readonly kind: CloudNode['kind'];
  readonly parentId: string;
}

interface Change {
  readonly action: 'change';
  readonly id: string;
  /** Absent when the name is right already. */
  readonly displayName?: string;
  /** Absent when it stands where it should. */
  readonly parentId?: string;
}

export type ImportStep = Creation | Change;

export interface ImportPlan {
  /** Parents before children. */
  readonly steps: ImportStep[];
  /** Ids of AWS that are in the tree and that AWS does not list any more, or not as active. */
  readonly gone: string[];
  /** Nodes that are accounts here and organizational units there, or the other way round. */
  readonly mismatched: string[];
}

/**
 * What it takes to bring the tree in line with AWS Organizations (RES-1). What was written by hand is left alone, unless
 * it has the id of something in AWS: that is taken over. Nothing is ever taken out of the tree, because rights and the
 * record hang on it; nor does an account that is not active come in or change.
 *
 * @param listed parents before children, each once
 */
export function planImport(tree: readonly Resource[], listed: readonly CloudNode[]): ImportPlan {
  const there = new Map(tree.map((resource) => [resource.id, resource]));
  const active = new Map(listed.filter(({ isActive }) => isActive).map((node) => [node.id, node]));
  const isMismatched = ({ id, kind }: CloudNode) => (there.get(id)?.kind ?? kind) !== kind;
  const nodes = [...active.values()];
  return {
    steps: nodes.filter((node) => !isMismatched(node)).flatMap((node) => stepFor(node, there.get(node.id)) ?? []),
    gone: tree.map(({ id }) => id).filter((id) => isCloudId(id) && !active.has(id)),
    mismatched: nodes.filter(isMismatched).map(({ id }) => id),
  };
}

function stepFor(node: CloudNode, resource: Resource | undefined): ImportStep | undefined {
  const { id, kind, parentId } = node;
  const displayName = displayNameOf(node);
  if (!resource) return { action: 'create', id, displayName, kind, parentId };
  const isRenamed = displayName !== resource.displayName;
  const isMoved = parentId !== parentOf(resource);
  if (!isRenamed && !isMoved) return undefined;
  return { action: 'change', id, ...(isRenamed && { displayName }), ...(isMoved && { parentId }) };
}

/** AWS lets a name hold anything; here it is one line that says something. */
function displayNameOf({ id, name }: CloudNode): string {
  return nameFrom(name) ?? id;
}

/** AWS Organizations API Reference: an organizational unit, or an account. */
const CLOUD_ID = /^(ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/;

function isCloudId(id: string): boolean {
  return CLOUD_ID.test(id);
}
