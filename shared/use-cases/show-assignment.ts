import { type Assignment, statusAt } from '#shared/domain/assignment';
import { Refusal } from '#shared/domain/refusal';
import type { Page, PageRequest, Ports } from '#shared/ports';
import type { AssignmentFilter } from '#shared/ports/assignments';
import type { NamedAssignment } from './assign-role.ts';
import { type Caller, mayReadEverything } from './caller.ts';
import { naming } from './name-people.ts';

type Needs = Pick<Ports, 'assignments' | 'roles' | 'now'>;

/**
 * One assignment, for its holder, the members of the group that holds it, and administrators.
 *
 * @throws Refusal assignment_not_found, also for those who may not see it
 */
export async function showAssignment(id: string, caller: Caller, needs: Needs): Promise<NamedAssignment> {
  const assignment = await needs.assignments.find(id);
  if (!assignment || !(isHeldBy(assignment, caller) || mayReadEverything(caller.view, needs.now())))
    throw new Refusal('assignment_not_found');
  const [named] = await nameAssignments([assignment], needs);
  if (!named) throw new Refusal('assignment_not_found');
  return named;
}

/** Tells whether an assignment is the caller's own or that of a group they belong to. */
export function isHeldBy({ principalId }: Pick<Assignment, 'principalId'>, { view }: Caller): boolean {
  return view.principal.id === principalId || view.memberships.some(({ groupId }) => groupId === principalId);
}

/** Who is assigned what, in force or not. */
export async function listAssignments(
  filter: AssignmentFilter,
  page: PageRequest,
  needs: Needs,
): Promise<Page<NamedAssignment>> {
  const { state } = filter;
  // The list knows dates alone; what is suspended stands in it among what would be in force.
  const byDates = state?.is === 'suspended' ? { ...filter, state: { ...state, is: 'in_force' as const } } : filter;
  const found = await needs.assignments.list(byDates, page);
  const named = await nameAssignments(found.items, needs);
  const items = named.filter(
    ({ assignment, holderEnabled }) =>
      !state || statusAt(assignment, { enabled: holderEnabled }, state.at) === state.is,
  );
  return { ...found, items };
}

/** Two requests, however many they are. */
async function nameAssignments(
  found: readonly Assignment[],
  { assignments, roles }: Needs,
): Promise<NamedAssignment[]> {
  if (found.length === 0) return [];
  const [principals, known] = await Promise.all([
    assignments.listPrincipals([...new Set(found.flatMap(({ principalId, createdBy }) => [principalId, createdBy]))]),
    roles.findSeveral(found.map(({ roleId }) => roleId)),
  ]);
  const nameOf = naming(principals);
  const roleNames = new Map(known.map(({ id, displayName }) => [id, displayName]));
  return found.map((assignment) => ({
    assignment,
    holderEnabled: principals.find(({ id }) => id === assignment.principalId)?.enabled ?? false,
    principalName: nameOf(assignment.principalId).displayName,
    roleName: roleNames.get(assignment.roleId) ?? assignment.roleId,
    createdBy: nameOf(assignment.createdBy),
  }));
}
