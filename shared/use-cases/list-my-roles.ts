import type { Assignment, HeldAssignment, Via } from '#shared/domain/assignment';
import { hasEnded, isInForce } from '#shared/domain/assignment';
import { renewableUntil } from '#shared/domain/assignment-due';
import type { Ports } from '#shared/ports';
import type { OpenActivation } from '#shared/ports/activations';
import type { Caller } from './caller.ts';

type Needs = Pick<Ports, 'roles' | 'now'>;

/** One role a person has something to do with (ACT-1). `endsAt`: end of the activation, or of the active assignment itself. */
export interface MyRole {
  readonly roleId: string;
  readonly roleName: string;
  readonly resourceId: string;
  readonly status: 'eligible' | 'scheduled' | 'expired' | OpenActivation['status'];
  readonly type: 'eligible' | 'active';
  readonly via: Via;
  readonly startsAt?: string;
  readonly endsAt?: string;
  /** End of the assignment. */
  readonly assignmentEndsAt?: string;
  /** The same, by its name of before 1.0. */
  readonly validUntil?: string;
  readonly activationId?: string;
  /** For asking to extend or renew it; absent for an activation at a narrower resource. */
  readonly assignmentId?: string;
}

/** Everything the caller is eligible for, holds or held, in one answer; sorted by name, then by place. */
export async function listMyRoles({ view }: Caller, { roles, now }: Needs): Promise<MyRole[]> {
  const ids = [...view.held.map(({ assignment }) => assignment.roleId), ...view.open.map((open) => open.roleId)];
  const known = new Map((await roles.findSeveral(ids)).map((role) => [role.id, role]));
  const nameOf = (id: string) => known.get(id)?.displayName ?? id;

  // A disabled role is not offered (ACT-10); what still runs of it is shown all the same, below.
  const offered = view.held.filter(({ assignment }) => known.get(assignment.roleId)?.enabled);
  const assigned = offered.filter(isWorthShowing(view.held, now())).map(({ assignment, via }): MyRole => {
    const { id: assignmentId, roleId, resourceId, type, endsAt } = assignment;
    const open = type === 'eligible' ? findOpen(view.open, roleId, resourceId) : undefined;
    const own = open ? openFacts(open, now()) : { status: statusOf(assignment, type, now()) };
    return {
      roleId,
      roleName: nameOf(roleId),
      resourceId,
      type,
      via,
      assignmentId,
      ...own,
      ...(endsAt && type === 'active' ? { endsAt } : {}),
      ...(endsAt ? { assignmentEndsAt: endsAt, validUntil: endsAt } : {}),
    };
  });
  const narrower = view.open.filter((open) => !assigned.some((role) => role.activationId === open.activationId));
  const reduced = narrower.map((open): MyRole => {
    const { roleId, resourceId } = open;
    return {
      roleId,
      roleName: nameOf(roleId),
      resourceId,
      type: 'eligible',
      via: { kind: 'direct' },
      ...openFacts(open, now()),
    };
  });
  return [...assigned, ...reduced].sort(
    (a, b) => a.roleName.localeCompare(b.roleName) || a.resourceId.localeCompare(b.resourceId),
  );
}

/** What ended shows as expired as long as it can be renewed, and nothing has come in its place. */
function isWorthShowing(all: readonly HeldAssignment[], now: string) {
  const lasting = all.filter(({ assignment }) => !hasEnded(assignment, now));
  return ({ assignment }: HeldAssignment) =>
    assignment.endsAt === undefined ||
    !hasEnded(assignment, now) ||
    (now < renewableUntil(assignment.endsAt) && !lasting.some((other) => isInPlaceOf(other.assignment, assignment)));
}

function isInPlaceOf(other: Assignment, gone: Assignment): boolean {
  return other.roleId === gone.roleId && other.resourceId === gone.resourceId && other.type === gone.type;
}

function findOpen(open: readonly OpenActivation[], roleId: string, resourceId: string): OpenActivation | undefined {
  return open.find((one) => one.roleId === roleId && one.resourceId === resourceId);
}

function openFacts({ activationId, status, startsAt, endsAt }: OpenActivation, now: string) {
  return {
    activationId,
    status: statusOfOpen({ status, startsAt, endsAt }, now),
    ...(startsAt === undefined ? {} : { startsAt }),
    ...(endsAt === undefined ? {} : { endsAt }),
  };
}

/** After its end nobody has the access, however late the sweeper is: it is being taken back. */
function statusOfOpen(
  { status, startsAt, endsAt }: Pick<OpenActivation, 'status' | 'startsAt' | 'endsAt'>,
  now: string,
): MyRole['status'] {
  if (status === 'approved' && startsAt !== undefined && startsAt > now) return 'scheduled';
  if (status === 'active' && endsAt !== undefined && now >= endsAt) return 'revoking';
  return status;
}

function statusOf(
  assignment: { startsAt: string; endsAt?: string },
  type: MyRole['type'],
  now: string,
): MyRole['status'] {
  if (isInForce(assignment, now)) return type === 'eligible' ? 'eligible' : 'active';
  return assignment.startsAt > now ? 'scheduled' : 'expired';
}
