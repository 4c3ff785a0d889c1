import * as v from 'valibot';
import { Actor } from './audit-event.ts';
import { Id } from './id.ts';
import { Instant } from './instant.ts';

/** Which right is gone; `holderId` of an eligibility: the person or group it was assigned to. */
export const EndingCause = v.variant('reason', [
  v.object({ reason: v.literal('eligibility_gone'), assignmentId: Id, holderId: Id, roleId: Id }),
  v.object({ reason: v.literal('membership_gone'), groupId: Id, principalId: Id }),
  v.object({
    reason: v.literal('principal_disabled'),
    principalId: Id,
    kind: v.picklist(['user', 'guest', 'group', 'workload']),
  }),
  v.object({ reason: v.literal('role_disabled'), roleId: Id }),
]);
export type EndingCause = v.InferOutput<typeof EndingCause>;

/**
 * A right that was taken away, written in the same transaction, until everything that ran under it has ended (ASG-4):
 * requests are cancelled, granted access is revoked, page by page.
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
});
export type RightEnding = v.InferOutput<typeof RightEnding>;
