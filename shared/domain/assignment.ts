import * as v from 'valibot';
import { Ticket } from './activation.ts';
import { DIRECTORY, Id } from './id.ts';
import { Instant } from './instant.ts';
import { isPerson, type Principal } from './principal.ts';
import { covers, type Place, type Resource } from './resource.ts';
import { PRIVILEGED_ROLE_ADMINISTRATOR } from './role.ts';

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
  ticket: v.exactOptional(Ticket),
  createdAt: Instant,
  createdBy: Id,
  /** When its end was last moved; the reminders of the end begin anew. */
  extendedAt: v.exactOptional(Instant),
  /** Days that were left at the last reminder of this end. */
  remindedDays: v.exactOptional(v.picklist([14, 1])),
  /** When its end was noticed; it is kept for a while, so that it can be renewed. */
  endedAt: v.exactOptional(Instant),
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

export const assignmentStatuses = ['scheduled', 'in_force', 'suspended', 'ended'] as const;
export type AssignmentStatus = (typeof assignmentStatuses)[number];

/** Where an assignment stands at an instant: while its holder is disabled it gives nothing, whatever its dates (ASG-7). */
export function statusAt(
  assignment: Pick<Assignment, 'startsAt' | 'endsAt'>,
  holder: Pick<Principal, 'enabled'>,
  at: string,
): AssignmentStatus {
  const status = datesAt(assignment, at);
  return status === 'in_force' && !holder.enabled ? 'suspended' : status;
}

/** The same by its dates alone. */
export function datesAt(
  assignment: Pick<Assignment, 'startsAt' | 'endsAt'>,
  at: string,
): Exclude<AssignmentStatus, 'suspended'> {
  if (isInForce(assignment, at)) return 'in_force';
  return hasEnded(assignment, at) ? 'ended' : 'scheduled';
}

export function hasEnded({ endsAt }: Pick<Assignment, 'endsAt'>, at: string): boolean {
  return endsAt !== undefined && endsAt <= at;
}

type Span = Pick<Assignment, 'id' | 'principalId' | 'roleId' | 'resourceId' | 'type' | 'startsAt' | 'endsAt'>;

/** Of other assignments, the one that gives the same principal the same role at the same place in the same way at the same time. */
export function findOverlapping(wanted: Span, others: readonly Assignment[]): Assignment | undefined {
  return others.find(
    (other) =>
      other.id !== wanted.id &&
      isSameRight(other, wanted) &&
      !hasEnded(other, wanted.startsAt) &&
      !hasEnded(wanted, other.startsAt),
  );
}

function isSameRight(a: Span, b: Span): boolean {
  return a.principalId === b.principalId && a.roleId === b.roleId && a.resourceId === b.resourceId && a.type === b.type;
}

/** Tells whether an assignment makes its holder one of those of whom one has to stay (ONB-4). */
export function isStandingAdministration(
  { roleId, resourceId, type, endsAt }: Pick<Assignment, 'roleId' | 'resourceId' | 'type' | 'endsAt'>,
  holder: Principal,
): boolean {
  return (
    roleId === PRIVILEGED_ROLE_ADMINISTRATOR &&
    resourceId === DIRECTORY &&
    type === 'active' &&
    endsAt === undefined &&
    isPerson(holder)
  );
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

/**
 * The eligibility an activation rests on, as long as it is in force and reaches the activation's place (ASG-4, ASG-4b); of
 * an activation stored before its eligibility was noted beside it, any of that role that does.
 *
 * @param asked `eligibilityId`: the assignment it was asked under
 */
export function findReachingEligibility(
  held: readonly HeldAssignment[],
  asked: { readonly roleId: string; readonly eligibilityId?: string | undefined },
  place: Place,
  at: string,
): HeldAssignment | undefined {
  return held.find(
    ({ assignment }) =>
      assignment.type === 'eligible' &&
      assignment.roleId === asked.roleId &&
      (asked.eligibilityId === undefined || assignment.id === asked.eligibilityId) &&
      covers(assignment.resourceId, place) &&
      isInForce(assignment, at),
  );
}

const PERMANENT = '9999';

function longestFirst(a: HeldAssignment, b: HeldAssignment): number {
  const ends = (b.assignment.endsAt ?? PERMANENT).localeCompare(a.assignment.endsAt ?? PERMANENT);
  return ends || Number(a.via.kind === 'group') - Number(b.via.kind === 'group');
}
