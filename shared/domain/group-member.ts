import type { Principal } from './principal.ts';
import { type Violation, violation } from './refusal.ts';

/** Somebody named for a group: the field that names them, the id given, and who that is, if anybody. */
export interface NamedMember {
  readonly field: string;
  readonly id: string;
  readonly principal: Principal | undefined;
}

/**
 * Judges who is to join a group: people only. A group in a group would hide who holds a role, and a workload gains
 * nothing, as it can be neither eligible nor approver (ASG-5).
 */
export function evaluateJoining(named: readonly NamedMember[]): Violation[] {
  return named.flatMap(({ field, id, principal }) => {
    if (!principal) return [violation(field, 'member_not_found', id)];
    if (principal.kind === 'group') return [violation(field, 'group_not_a_member', id)];
    return principal.kind === 'workload' ? [violation(field, 'member_not_a_person', id)] : [];
  });
}

/** Judges who is to leave a group: anybody there is; who does not belong to it has left it already. */
export function evaluateLeaving(named: readonly NamedMember[]): Violation[] {
  return named.flatMap(({ field, id, principal }) => (principal ? [] : [violation(field, 'member_not_found', id)]));
}
