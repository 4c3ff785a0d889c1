import type { Assignment } from '#shared/domain/assignment';
import type { WantedAssignment } from '#shared/domain/assignment-rules';
import type { Actor } from '#shared/domain/audit-event';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { holdersJoin } from './changed-approvers.ts';
import { roleReach, withdrawOwnRequests } from './own-requests.ts';
import { planAssignment } from './plan-assignment.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'principals' | 'activations' | 'assignments' | 'roles' | 'now' | 'newId'>;

export interface AssignRole extends WantedAssignment {
  readonly principalIds: readonly string[];
}

/** An assignment with the names of its holder, its role and whoever made it. */
export interface NamedAssignment {
  readonly assignment: Assignment;
  readonly principalName: string;
  /** While its holder is disabled it gives nothing. */
  readonly holderEnabled: boolean;
  readonly roleName: string;
  readonly createdBy: Actor;
}

/** What became of the assignment to one principal. */
export type AssignResult = { readonly principalId: string } & (NamedAssignment | { readonly refusal: Refusal });

/**
 * Assigns a role to one or several principals, each in a transaction of its own, so that one that is refused keeps none of
 * the others (ASG-1).
 */
export async function assignRole(command: AssignRole, caller: Caller, needs: Needs): Promise<AssignResult[]> {
  const { principalIds, ...wanted } = command;
  const results: AssignResult[] = [];
  let withdrawal: Promise<void> | undefined;
  const withdraw = () => (withdrawal ??= withdrawOwnRequests(roleReach(wanted), caller, needs));
  for (const principalId of principalIds)
    results.push(await tryAssigning({ ...wanted, principalId }, caller, needs, withdraw));
  return results;
}

async function tryAssigning(
  wanted: WantedAssignment & { principalId: string },
  caller: Caller,
  needs: Needs,
  withdraw: () => Promise<void>,
): Promise<AssignResult> {
  try {
    return await retryWhenStale(() => assign(wanted, caller, needs, withdraw));
  } catch (error) {
    if (error instanceof Refusal) return { principalId: wanted.principalId, refusal: error };
    throw error;
  }
}

async function assign(
  wanted: WantedAssignment & { principalId: string },
  caller: Caller,
  needs: Needs,
  withdraw: () => Promise<void>,
): Promise<AssignResult> {
  const { assignment, holder, place } = await planAssignment(wanted, caller, needs);
  const { displayName: principalName, enabled: holderEnabled } = holder.principal;
  const result = {
    principalId: wanted.principalId,
    assignment,
    principalName,
    holderEnabled,
    roleName: place.role.displayName,
    createdBy: actorOf(caller),
  };
  const event = { type: 'assignment.added' as const, actor: actorOf(caller), details: { ...assignment } };
  await withdraw();
  const ending = assignment.type === 'active' ? holdersJoin(assignment.roleId, event.actor, needs) : undefined;
  await needs.assignments.add(assignment, holder, event, place.guards, ending);
  return result;
}
