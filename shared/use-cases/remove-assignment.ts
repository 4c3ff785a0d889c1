import type { Assignment } from '#shared/domain/assignment';
import type { Actor } from '#shared/domain/audit-event';
import { Refusal } from '#shared/domain/refusal';
import type { RightEnding } from '#shared/domain/right-ending';
import type { Ports } from '#shared/ports';
import type { Leaving } from '#shared/ports/assignments';
import { actorOf, type Caller } from './caller.ts';
import { whateverThereIs } from './expectation.ts';
import { roleReach, withdrawOwnRequests } from './own-requests.ts';
import { requireHolder } from './plan-assignment.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'roles' | 'principals' | 'activations' | 'assignments' | 'extensions' | 'now' | 'newId'>;

/**
 * Takes an assignment away; what runs under an eligibility ends at once (ASG-4).
 *
 * @throws Refusal assignment_not_found | version_outdated | last_administrator
 */
export function removeAssignment(
  id: string,
  caller: Caller,
  needs: Needs,
  expectation = whateverThereIs,
): Promise<void> {
  return retryWhenStale(async () => {
    const assignment = await requireAssignment(id, needs);
    expectation(assignment);
    const holder = await requireHolder(assignment.principalId, needs);
    const actor = actorOf(caller);
    const event = { type: 'assignment.removed' as const, actor, details: { ...assignment } };
    await withdrawOwnRequests(roleReach(assignment), caller, needs);
    await needs.assignments.remove(assignment, holder, event, await leavingOf(assignment, actor, needs));
  });
}

/** @throws Refusal assignment_not_found */
export async function requireAssignment(id: string, { assignments }: Pick<Ports, 'assignments'>): Promise<Assignment> {
  const assignment = await assignments.find(id);
  if (!assignment) throw new Refusal('assignment_not_found');
  return assignment;
}

/** What goes with an assignment: the request to extend it that waits, and what runs under an eligibility. */
export async function leavingOf(
  assignment: Assignment,
  actor: Actor,
  needs: Pick<Needs, 'extensions' | 'now' | 'newId'>,
): Promise<Leaving> {
  const waiting = await needs.extensions.findWaiting(assignment.id);
  return { waiting, ending: endingOf(assignment, actor, needs) };
}

/** The ending of everything that runs under an eligibility; nothing runs under what is held without activating. */
export function endingOf(
  { id, principalId, roleId, type }: Assignment,
  actor: Actor,
  { now, newId }: Pick<Ports, 'now' | 'newId'>,
): RightEnding | undefined {
  if (type !== 'eligible') return undefined;
  const cause = { reason: 'eligibility_gone', assignmentId: id, holderId: principalId, roleId } as const;
  return { id: newId('ending'), cause, actor, at: now(), pages: 0 };
}
