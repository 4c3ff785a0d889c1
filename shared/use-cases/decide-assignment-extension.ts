import type { Assignment } from '#shared/domain/assignment';
import {
  decideExtension as decide,
  type Extension,
  type ExtensionDecision,
  evaluateApproval,
  extendAssignment,
  type PendingExtension,
  requirePending,
} from '#shared/domain/assignment-extension';
import { holdingRules, justificationRules } from '#shared/domain/assignment-rules';
import { isSamePerson } from '#shared/domain/person';
import type { Principal } from '#shared/domain/principal';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { ExtensionMove, Holder } from '#shared/ports/assignments';
import { actorOf, type Caller } from './caller.ts';
import { findAccounts } from './find-accounts.ts';
import { roleReach, withdrawOwnRequests } from './own-requests.ts';
import { findRolePlace, refuseIfOverlapping, requireHolder } from './plan-assignment.ts';
import { requireAssignment } from './remove-assignment.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'assignments' | 'extensions' | 'principals' | 'roles' | 'now'>;

export interface DecideExtension extends ExtensionDecision {
  readonly extensionId: string;
}

/**
 * An administrator says yes or no to a later end; never to a request of their own, nor to one that serves themselves.
 *
 * @throws Refusal extension_not_found | self_approval | extension_decided | assignment_overlaps, or all broken rules at once
 */
export function decideExtension(command: DecideExtension, caller: Caller, needs: Needs): Promise<Extension> {
  return retryWhenStale(async () => {
    const extension = await needs.extensions.find(command.extensionId);
    if (!extension) throw new Refusal('extension_not_found');
    const pending = requirePending(extension);
    const holder = await requireHolder(pending.principalId, needs);
    await refuseOwn(pending, holder, caller, needs);
    refuseIfBroken(justificationRules(command.justification));

    const after = decide(pending, command, actorOf(caller), needs.now());
    const type = after.status === 'approved' ? 'extension.approved' : 'extension.denied';
    const event = { type, actor: actorOf(caller), details: { ...after } } as const;
    const move = { before: pending, after, event };
    if (after.status === 'denied') await needs.extensions.close(move);
    else await extend(move, holder, caller, needs);
    return after;
  });
}

const OWN = 'Nobody decides on an extension they asked for or would profit from. Another administrator has to.';

async function refuseOwn(
  pending: PendingExtension,
  { principal: holder }: Holder,
  { view }: Caller,
  needs: Needs,
): Promise<void> {
  const { principals } = needs;
  const asking = await principals.find(pending.requestedBy);
  const profiting: Principal[] = holder.kind === 'group' ? await principals.listMembers(holder.id) : [holder];
  const people = [...(asking ? [asking] : []), ...profiting];
  const accounts = await findAccounts({ current: [...people, view.principal] }, needs);
  if (
    people.some((person) => isSamePerson(person, view.principal, accounts)) ||
    pending.requestedBy === view.principal.id
  )
    throw new Refusal('self_approval', { detail: OWN });
}

async function extend(move: ExtensionMove, holder: Holder, caller: Caller, needs: Needs): Promise<void> {
  const { assignmentId, wantedEndsAt } = move.before;
  const assignment = await requireAssignment(assignmentId, needs);
  const { role, settings, guards } = await findRolePlace(assignment.roleId, assignment.resourceId, needs);
  const now = needs.now();
  const next: Assignment = extendAssignment(assignment, wantedEndsAt, now);
  refuseIfBroken([
    ...holdingRules(next, { role, holder: holder.principal }, now),
    ...evaluateApproval(move.before, assignment, settings, now),
  ]);
  refuseIfOverlapping(next, holder);
  const details = { ...next, extensionId: move.before.id, previousEndsAt: assignment.endsAt };
  const event = { type: 'assignment.extended' as const, actor: actorOf(caller), details };
  await withdrawOwnRequests(roleReach(next), caller, needs);
  await needs.assignments.extend(next, assignment, holder, event, { decided: move, guards });
}
