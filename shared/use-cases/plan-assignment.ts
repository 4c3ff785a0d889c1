import { type Assignment, findOverlapping } from '#shared/domain/assignment';
import { assignmentDates, evaluateAssignment, type WantedAssignment } from '#shared/domain/assignment-rules';
import { DIRECTORY } from '#shared/domain/id';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import type { Role } from '#shared/domain/role';
import type { RoleSettings } from '#shared/domain/role-settings';
import type { Guard, Ports } from '#shared/ports';
import type { Holder } from '#shared/ports/assignments';
import type { Caller } from './caller.ts';
import { settingsGuards } from './settings-guards.ts';

type Needs = Pick<Ports, 'assignments' | 'roles' | 'now' | 'newId'>;

/** A role at a resource under the rules in force there, and what has to stay true until the write. */
export interface RolePlace {
  readonly role: Role;
  readonly settings: RoleSettings;
  readonly guards: readonly Guard[];
}

/** An assignment that breaks no rule, ready to be stored. */
export interface AssignmentPlan {
  readonly assignment: Assignment;
  readonly holder: Holder;
  readonly place: RolePlace;
}

/**
 * Judges one assignment without changing anything; the answer serves a dry run as well as the real thing.
 *
 * @throws Refusal role_not_found | resource_not_found | principal_not_found | assignment_overlaps, or all broken rules at once
 */
export async function planAssignment(
  wanted: WantedAssignment & { readonly principalId: string },
  caller: Caller,
  needs: Needs,
): Promise<AssignmentPlan> {
  const { roleId, resourceId = DIRECTORY, type, principalId, justification, ticket } = wanted;
  const now = needs.now();
  const place = await findRolePlace(roleId, resourceId, needs);
  const holder = await requireHolder(principalId, needs);
  const { settings, role } = place;
  refuseIfBroken(evaluateAssignment(wanted, { role, settings, holder: holder.principal }, now));

  const assignment: Assignment = {
    ...{ id: needs.newId('assignment'), principalId, roleId, resourceId, type },
    ...assignmentDates(wanted, settings, now),
    ...(ticket === undefined ? {} : { ticket }),
    ...{ justification: justification.trim(), createdAt: now, createdBy: caller.view.principal.id, revision: 1 },
  };
  refuseIfOverlapping(assignment, holder);
  return { assignment, holder, place };
}

/** @throws Refusal role_not_found | resource_not_found | resource_archived */
export async function findRolePlace(
  roleId: string,
  resourceId: string,
  { roles }: Pick<Ports, 'roles'>,
): Promise<RolePlace> {
  const found = await roles.findAt(roleId, resourceId);
  if (!found) throw new Refusal((await roles.find(roleId)) ? 'resource_not_found' : 'role_not_found');
  if (found.resource.archived) throw new Refusal('resource_archived');
  const guards: Guard[] = [{ kind: 'role_enabled', roleId }, ...settingsGuards(found)];
  return { role: found.role, settings: found.settings.settings, guards };
}

/** @throws Refusal principal_not_found, naming it */
export async function requireHolder(id: string, { assignments }: Pick<Ports, 'assignments'>): Promise<Holder> {
  const holder = await assignments.findHolder(id);
  if (!holder) throw new Refusal('principal_not_found', { detail: `There is no principal ${id}.` });
  return holder;
}

/** @throws Refusal assignment_overlaps with the id of the other one */
export function refuseIfOverlapping(assignment: Assignment, { assignments }: Holder): void {
  const other = findOverlapping(assignment, assignments);
  if (other) throw new Refusal('assignment_overlaps', { assignmentId: other.id });
}
