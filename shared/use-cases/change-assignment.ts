import type { Assignment } from '#shared/domain/assignment';
import { supersedeExtension } from '#shared/domain/assignment-extension';
import type { Actor } from '#shared/domain/audit-event';
import { fieldChanges } from '#shared/domain/change';
import {
  type AssignmentChange,
  changeAssignment as change,
  evaluateAssignmentChange,
  isShortened,
  reachesFurther,
} from '#shared/domain/change-assignment';
import { refuseIfBroken } from '#shared/domain/refusal';
import type { RightEnding } from '#shared/domain/right-ending';
import type { Ports } from '#shared/ports';
import type { ExtensionMove, Holder } from '#shared/ports/assignments';
import type { NamedAssignment } from './assign-role.ts';
import { actorOf, type Caller } from './caller.ts';
import { whateverThereIs } from './expectation.ts';
import { namePeople } from './name-people.ts';
import { roleReach, withdrawOwnRequests } from './own-requests.ts';
import { findRolePlace, type RolePlace, refuseIfOverlapping, requireHolder } from './plan-assignment.ts';
import { refuseOwnAssignment } from './refuse-own-assignment.ts';
import { requireAssignment } from './remove-assignment.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'assignments' | 'extensions' | 'principals' | 'roles' | 'now' | 'newId'>;

export interface ChangeAssignment extends AssignmentChange {
  readonly id: string;
}

/**
 * Changes an assignment in place (ASG-6): another end, also none; another start before it has begun; ticket and reason. An
 * earlier end cuts what runs under an eligibility, a later one changes nothing that runs. Nobody changes their own. Saving
 * what is there already changes nothing and tells nobody.
 *
 * @throws Refusal assignment_not_found | version_outdated | self_approval | assignment_ended | assignment_overlaps |
 *   last_administrator, or all broken rules at once
 */
export function changeAssignment(
  { id, ...wanted }: ChangeAssignment,
  caller: Caller,
  needs: Needs,
  expectation = whateverThereIs,
): Promise<NamedAssignment> {
  return retryWhenStale(async () => {
    const before = await requireAssignment(id, needs);
    expectation(before);
    const [place, holder] = await Promise.all([
      findRolePlace(before.roleId, before.resourceId, needs),
      requireHolder(before.principalId, needs),
    ]);
    await refuseOwnAssignment(holder.principal, caller, needs);
    const { role, settings } = place;
    refuseIfBroken(evaluateAssignmentChange(before, wanted, { role, settings, holder: holder.principal }, needs.now()));
    const after = change(before, wanted, needs.now());
    refuseIfOverlapping(after, holder);
    if (after !== before) await withdrawOwnRequests(roleReach(after), caller, needs);
    if (after !== before) await store({ before, after }, { place, holder, actor: actorOf(caller) }, needs);
    const { displayName: principalName, enabled: holderEnabled } = holder.principal;
    const nameOf = await namePeople([after.createdBy], needs, [caller.view.principal, holder.principal]);
    const createdBy = nameOf(after.createdBy);
    return { assignment: after, principalName, holderEnabled, roleName: role.displayName, createdBy };
  });
}

interface Step {
  readonly before: Assignment;
  readonly after: Assignment;
}

interface Context {
  readonly place: RolePlace;
  readonly holder: Holder;
  readonly actor: Actor;
}

async function store({ before, after }: Step, { place, holder, actor }: Context, needs: Needs): Promise<void> {
  const changes = fieldChanges(shown(before), shown(after));
  const event = { type: 'assignment.changed' as const, actor, details: { ...after, changes } };
  const movesEnd = after.endsAt !== before.endsAt;
  await needs.assignments.change(after, before, holder, event, {
    movesEnd,
    superseded: movesEnd ? await supersede(after, actor, needs) : undefined,
    ending: cutting({ before, after }, actor, needs),
    guards: reachesFurther(before, after) ? place.guards : [],
  });
}

/** What people see of an assignment and may change. */
function shown({ startsAt, endsAt, ticket, justification }: Assignment) {
  return { startsAt, endsAt, ticket, justification };
}

/** The request to extend that waits is asked of nobody any more: the end is another by now. */
async function supersede({ id }: Assignment, actor: Actor, needs: Needs): Promise<ExtensionMove | undefined> {
  const before = await needs.extensions.findWaiting(id);
  if (!before) return undefined;
  const after = supersedeExtension(before, actor, needs.now());
  return { before, after, event: { type: 'extension.superseded', actor, details: { ...after } } };
}

function cutting({ before, after }: Step, actor: Actor, { now, newId }: Needs): RightEnding | undefined {
  const { id: assignmentId, principalId: holderId, roleId, type, endsAt } = after;
  if (type !== 'eligible' || endsAt === undefined || !isShortened(before, after)) return undefined;
  const cause = { reason: 'eligibility_shortened', assignmentId, holderId, roleId, endsAt } as const;
  return { id: newId('ending'), cause, actor, at: now(), pages: 0 };
}
