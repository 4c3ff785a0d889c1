import * as v from 'valibot';
import type { Activation } from './activation.ts';
import { Actor } from './audit-event.ts';
import { outlasts } from './cut-activation.ts';
import { retryAt } from './due.ts';
import { Id } from './id.ts';
import { Instant, plusMinutes } from './instant.ts';

/** Which right is gone; `holderId` of an eligibility: the person or group it was assigned to. */
export const EndingCause = v.variant('reason', [
  v.object({ reason: v.literal('eligibility_gone'), assignmentId: Id, holderId: Id, roleId: Id }),
  v.object({
    reason: v.literal('eligibility_shortened'),
    assignmentId: Id,
    holderId: Id,
    roleId: Id,
    /** The end it had got; what runs is cut to the end it has when that is done. */
    endsAt: Instant,
  }),
  v.object({ reason: v.literal('membership_gone'), groupId: Id, principalId: Id }),
  v.object({
    reason: v.literal('principal_disabled'),
    principalId: Id,
    kind: v.picklist(['user', 'guest', 'group', 'workload']),
  }),
  v.object({ reason: v.literal('role_disabled'), roleId: Id }),
  /** `resourceIds`: the node that got another parent, and all below it, which moved along. */
  v.object({
    reason: v.literal('resource_moved'),
    resourceIds: v.array(Id),
    previousParentId: v.exactOptional(Id),
    parentId: v.exactOptional(Id),
  }),
  v.object({ reason: v.literal('resource_archived'), resourceId: Id }),
  /** Nothing ends with the next two: others are to be asked about what waits (APR-9). Settings of the role name them, at any node. */
  v.object({ reason: v.literal('approvers_named'), roleId: Id }),
  /** Somebody else stands behind these entries of approvers. */
  v.object({
    reason: v.literal('approvers_changed'),
    entries: v.array(v.object({ kind: v.picklist(['user', 'group', 'role']), id: Id })),
  }),
]);
export type EndingCause = v.InferOutput<typeof EndingCause>;

/**
 * A right that was taken away, or that ends earlier than it did, written in the same transaction, until everything that ran under it has ended (ASG-4):
 * requests are cancelled, granted access is revoked, page by page. A change of who approves is worked off in the same way (APR-9).
 */
export const RightEnding = v.object({
  id: Id,
  cause: EndingCause,
  actor: Actor,
  at: Instant,
  /** How far the pages are worked off; absent at the beginning. */
  cursor: v.exactOptional(v.string()),
  /** Pages worked off so far. */
  pages: v.number(),
  /** When the pass over the pages that is under way began; absent between two passes. */
  passSince: v.exactOptional(Instant),
  /** How many activations could not be ended in this pass. */
  failed: v.exactOptional(v.number()),
  /** How many passes in a row could not end everything. */
  failedPasses: v.exactOptional(v.number()),
  /** Nobody looks again before. */
  restsUntil: v.exactOptional(Instant),
});
export type RightEnding = v.InferOutput<typeof RightEnding>;

/** Tells whether nothing ends, and others are to be asked instead (APR-9). */
export function isAboutApprovers(
  cause: EndingCause,
): cause is Extract<EndingCause, { reason: 'approvers_named' | 'approvers_changed' }> {
  return cause.reason === 'approvers_named' || cause.reason === 'approvers_changed';
}

/** Lists by role lag behind the table by milliseconds; what they show so long after the right went is complete. */
const LISTS_LAG_MINUTES = 1;

/**
 * Tells whether an activation rests on the right that is gone; of a place that moved, whether it is there at all, as the
 * right may reach the place still. It rests on the one eligibility it was asked under:
 * somebody who is eligible in another way, too, loses it all the same (ASG-4), and may activate again.
 */
export function runsUnder(activation: Activation, cause: EndingCause): boolean {
  const { eligibility, requester, roleId, resourceId } = activation;
  switch (cause.reason) {
    case 'eligibility_gone':
      return eligibility.assignmentId === cause.assignmentId;
    case 'eligibility_shortened':
      return eligibility.assignmentId === cause.assignmentId && outlasts(activation, cause.endsAt);
    case 'membership_gone':
      return requester.id === cause.principalId && eligibility.holderId === cause.groupId;
    case 'principal_disabled':
      return (cause.kind === 'group' ? eligibility.holderId : requester.id) === cause.principalId;
    case 'role_disabled':
      return roleId === cause.roleId;
    case 'resource_moved':
      return cause.resourceIds.includes(resourceId);
    case 'resource_archived':
      return resourceId === cause.resourceId;
    case 'approvers_named':
    case 'approvers_changed':
      return false;
  }
}

/**
 * The ending after one more page, or nothing when it is over.
 *
 * It is over when a whole pass ended everything it found and began late enough to find everything: a request stored
 * just before the right went may be missing from the lists of an earlier pass.
 *
 * @param page.readAt before the page was read, ISO 8601 UTC
 */
export function afterPage(
  ending: RightEnding,
  page: { readonly nextCursor?: string | undefined; readonly failed: number; readonly readAt: string },
): RightEnding | undefined {
  const { id, cause, actor, at, passSince = page.readAt, failedPasses = 0 } = ending;
  const next = { id, cause, actor, at, pages: ending.pages + 1 };
  const failed = (ending.failed ?? 0) + page.failed;
  if (page.nextCursor !== undefined) return { ...next, cursor: page.nextCursor, passSince, failed, failedPasses };
  if (failed > 0)
    return { ...next, failedPasses: failedPasses + 1, restsUntil: retryAt(failedPasses + 1, page.readAt) };
  const completeFrom = plusMinutes(at, LISTS_LAG_MINUTES);
  return passSince < completeFrom ? { ...next, restsUntil: completeFrom } : undefined;
}

/** Tells whether it is too early for another look. */
export function isResting({ restsUntil }: RightEnding, now: string): boolean {
  return restsUntil !== undefined && now < restsUntil;
}
