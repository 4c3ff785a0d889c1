import * as v from 'valibot';
import { Id } from './id.ts';
import { Instant } from './instant.ts';
import { covers, type Resource } from './resource.ts';

/**
 * That a principal is eligible for a role at a resource, or holds it without activating (the state to get rid of).
 * Without `endsAt` it is permanent.
 */
export const Assignment = v.object({
  id: Id,
  principalId: Id,
  roleId: Id,
  resourceId: Id,
  type: v.picklist(['eligible', 'active']),
  startsAt: Instant,
  endsAt: v.exactOptional(Instant),
  justification: v.string(),
  createdAt: Instant,
  createdBy: Id,
  revision: v.number(),
});
export type Assignment = v.InferOutput<typeof Assignment>;

/** An assignment together with how the caller came by it: their own, or that of a group they belong to. */
export interface HeldAssignment {
  readonly assignment: Assignment;
  readonly via: Via;
}
export type Via =
  | { readonly kind: 'direct' }
  | { readonly kind: 'group'; readonly id: string; readonly displayName: string };

/** Tells whether the assignment is in force at an instant: its start included, its end not. */
export function isInForce(assignment: Pick<Assignment, 'startsAt' | 'endsAt'>, at: string): boolean {
  return assignment.startsAt <= at && (assignment.endsAt === undefined || at < assignment.endsAt);
}

/** Of the assignments of that type in force then and reaching the resource, the one that lasts longest; direct ones first. */
export function findAssignment(
  held: readonly HeldAssignment[],
  wanted: { type: Assignment['type']; roleId: string; resource: Resource; at: string },
): HeldAssignment | undefined {
  return held
    .filter(
      ({ assignment }) =>
        assignment.type === wanted.type &&
        assignment.roleId === wanted.roleId &&
        covers(assignment.resourceId, wanted.resource) &&
        isInForce(assignment, wanted.at),
    )
    .sort(longestFirst)[0];
}

const PERMANENT = '9999';

function longestFirst(a: HeldAssignment, b: HeldAssignment): number {
  const ends = (b.assignment.endsAt ?? PERMANENT).localeCompare(a.assignment.endsAt ?? PERMANENT);
  return ends || Number(a.via.kind === 'group') - Number(b.via.kind === 'group');
}
