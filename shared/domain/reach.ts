import type { Activation } from './activation.ts';
import { openApprovalOf } from './open-approval.ts';
import { covers, nearestFirst, type Resource } from './resource.ts';
import type { ApproverEntry, SettingsVersion } from './role-settings.ts';

type Entry = Pick<ApproverEntry, 'kind' | 'id'>;

/** What a change by an administrator reaches, of all that decides who approves a request and by which rules (T-59). */
export type Reach =
  /** Settings of a role at a node come, change or go. */
  | { readonly kind: 'settings'; readonly roleId: string; readonly nodeId: string }
  /** A node moves, with everything below it. */
  | { readonly kind: 'place'; readonly resourceId: string }
  /** Somebody else stands behind these entries of approvers, or fewer do, or they turn out to be other persons. */
  | { readonly kind: 'approvers'; readonly entries: readonly Entry[] };

/**
 * Tells whether a change reaches the rules a request waits under. Where that cannot be told, because its place is gone, it
 * does.
 */
export function isReached(
  activation: Activation,
  place: { readonly resource: Resource; readonly settings: SettingsVersion } | undefined,
  reach: Reach,
): boolean {
  if (!place) return true;
  switch (reach.kind) {
    case 'settings':
      return activation.roleId === reach.roleId && isUnder(reach.nodeId, place);
    case 'place':
      return covers(reach.resourceId, place.resource);
    case 'approvers': {
      const asked = openApprovalOf(activation) ?? activation.approval;
      const { required, approvers } = place.settings.settings.approval;
      const entries = [...(asked?.approvers ?? []), ...(asked && required ? approvers : [])];
      return entries.some((one) => reach.entries.some(({ kind, id }) => kind === one.kind && id === one.id));
    }
  }
}

/** Settings of a node count at it and below it, unless a nearer node has its own. */
function isUnder(nodeId: string, { resource, settings }: { resource: Resource; settings: SettingsVersion }): boolean {
  const nodes = nearestFirst(resource);
  if (!nodes.includes(nodeId)) return false;
  return settings.version === 0 || nodes.indexOf(settings.resourceId) >= nodes.indexOf(nodeId);
}
