import { type Assignment, isStandingAdministration } from '#shared/domain/assignment';
import { holdingRules } from '#shared/domain/assignment-rules';
import { convertAssignment as convert, type UseWarning, warnOfUse } from '#shared/domain/convert-assignment';
import { canSignIn } from '#shared/domain/principal';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { Holder } from '#shared/ports/assignments';
import type { NamedAssignment } from './assign-role.ts';
import { actorOf, type Caller } from './caller.ts';
import { holdersJoin } from './changed-approvers.ts';
import { namePeople } from './name-people.ts';
import { roleReach, withdrawOwnRequests } from './own-requests.ts';
import { findRolePlace, type RolePlace, refuseIfOverlapping, requireHolder } from './plan-assignment.ts';
import { leavingOf, requireAssignment } from './remove-assignment.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'principals' | 'activations' | 'assignments' | 'extensions' | 'roles' | 'now' | 'newId'>;

export interface ConvertAssignment {
  readonly id: string;
  readonly type: Assignment['type'];
  readonly dryRun?: boolean | undefined;
}

/** The assignment as it is from now on, and what to mind; a dry run that would be refused says why, and shows it as it stays. */
export interface Conversion extends NamedAssignment {
  readonly warnings: readonly UseWarning[];
  readonly refusal?: Refusal;
}

/**
 * Makes standing access an eligibility, withdrawn at once, or the way back (ASG-2).
 *
 * @throws Refusal assignment_not_found | already_eligible | already_active | assignment_ended | assignment_overlaps |
 * last_administrator, or all broken rules at once
 */
export function convertAssignment(command: ConvertAssignment, caller: Caller, needs: Needs): Promise<Conversion> {
  return retryWhenStale(async () => {
    const before = await requireAssignment(command.id, needs);
    const [place, holder] = await Promise.all([
      findRolePlace(before.roleId, before.resourceId, needs),
      requireHolder(before.principalId, needs),
    ]);
    const { displayName: principalName, enabled: holderEnabled } = holder.principal;
    const named = { principalName, holderEnabled, roleName: place.role.displayName };
    const warnings = command.type === 'eligible' ? warnOfUse(await usesOf(before, holder, needs), needs.now()) : [];
    try {
      const after = await plan(before, command.type, { place, holder, caller }, needs);
      if (!command.dryRun) await store(before, after, { place, holder, caller }, needs);
      return { assignment: after, ...named, createdBy: actorOf(caller), warnings };
    } catch (error) {
      if (!command.dryRun || !(error instanceof Refusal)) throw error;
      const nameOf = await namePeople([before.createdBy], needs, [caller.view.principal, holder.principal]);
      return { assignment: before, ...named, createdBy: nameOf(before.createdBy), warnings, refusal: error };
    }
  });
}

/** Through a group its members use the role, not the group. */
async function usesOf(
  { roleId }: Assignment,
  { principal, uses }: Holder,
  { assignments }: Needs,
): Promise<(string | undefined)[]> {
  if (principal.kind === 'group') return assignments.listUsesOfMembers(principal.id, roleId);
  return [uses.find((use) => use.roleId === roleId)?.lastUsedAt];
}

interface Context {
  readonly place: RolePlace;
  readonly holder: Holder;
  readonly caller: Caller;
}

async function plan(
  before: Assignment,
  type: Assignment['type'],
  { place, holder, caller }: Context,
  needs: Needs,
): Promise<Assignment> {
  const now = needs.now();
  const by = { id: needs.newId('assignment'), createdBy: caller.view.principal.id };
  const after = convert(before, type, by, place.settings, now);
  refuseIfBroken(holdingRules(after, { role: place.role, holder: holder.principal }, now));
  refuseIfOverlapping(after, holder);
  await refuseIfLast(before, holder, needs);
  return after;
}

/** The write would be refused by the count itself; a dry run has to say so, too. */
async function refuseIfLast(before: Assignment, { principal, isStanding }: Holder, { assignments }: Needs) {
  if (!isStanding || !canSignIn(principal) || !isStandingAdministration(before, principal)) return;
  if ((await assignments.countAdministrators()) <= 1) throw new Refusal('last_administrator');
}

async function store(before: Assignment, after: Assignment, { place, holder, caller }: Context, needs: Needs) {
  const actor = actorOf(caller);
  const type = after.type === 'eligible' ? 'assignment.made_eligible' : 'assignment.made_active';
  const removed = { type: 'assignment.removed', actor, details: { ...before, replacedBy: after.id } } as const;
  const made = { type, actor, details: { ...after, replaces: before.id } } as const;
  const ending = after.type === 'active' ? holdersJoin(after.roleId, actor, needs) : undefined;
  await withdrawOwnRequests(roleReach(after), caller, needs);
  await needs.assignments.convert(
    { assignment: before, event: removed, ...(await leavingOf(before, actor, needs)) },
    { assignment: after, event: made, ...(ending ? { ending } : {}) },
    holder,
    place.guards,
  );
}
