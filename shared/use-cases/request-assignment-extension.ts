import { type Assignment, hasEnded } from '#shared/domain/assignment';
import { evaluateExtension, type PendingExtension } from '#shared/domain/assignment-extension';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import type { Guard, Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { findRolePlace } from './plan-assignment.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { isHeldBy } from './show-assignment.ts';

type Needs = Pick<Ports, 'assignments' | 'extensions' | 'roles' | 'now' | 'newId'>;

export interface RequestExtension {
  readonly assignmentId: string;
  readonly endsAt: string;
  readonly justification: string;
}

/**
 * The holder, or a member of the group that holds it, asks that an assignment end later, or start again after its end
 * (ASG-3); one request at a time.
 *
 * @throws Refusal assignment_not_found for those who do not hold it | assignment_extension_pending, or all broken rules at once
 */
export function requestExtension(command: RequestExtension, caller: Caller, needs: Needs): Promise<PendingExtension> {
  return retryWhenStale(async () => {
    const assignment = await needs.assignments.find(command.assignmentId);
    if (!assignment || !isHeldBy(assignment, caller)) throw new Refusal('assignment_not_found');
    const { settings } = await findRolePlace(assignment.roleId, assignment.resourceId, needs);
    refuseIfBroken(evaluateExtension(assignment, command, settings, needs.now()));

    const extension = compose(command, assignment, caller, needs);
    const event = { type: 'extension.requested' as const, actor: actorOf(caller), details: { ...extension } };
    await needs.extensions.add(extension, event, guardsOf(assignment, caller));
    return extension;
  });
}

/** The assignment as it was read, so that none is asked for that is gone; who asks still is enabled and a member. */
function guardsOf({ id, principalId, revision }: Assignment, { view }: Caller): Guard[] {
  const callerId = view.principal.id;
  return [
    { kind: 'assignment', principalId, assignmentId: id, revision },
    { kind: 'principal_enabled', principalId: callerId },
    ...(callerId === principalId ? [] : [{ kind: 'membership' as const, principalId: callerId, groupId: principalId }]),
  ];
}

function compose(
  { endsAt, justification }: RequestExtension,
  assignment: Assignment,
  { view }: Caller,
  { newId, now }: Needs,
): PendingExtension {
  const { id: assignmentId, principalId, roleId, resourceId } = assignment;
  return {
    ...{ id: newId('extension'), assignmentId, principalId, roleId, resourceId, status: 'pending' },
    kind: hasEnded(assignment, now()) ? 'renewal' : 'extension',
    requestedBy: view.principal.id,
    requestedAt: now(),
    wantedEndsAt: endsAt,
    justification: justification.trim(),
    revision: 1,
  };
}
