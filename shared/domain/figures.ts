import type { Activation } from './activation.ts';
import { type Assignment, isInForce } from './assignment.ts';
import { minutesBetween } from './instant.ts';
import { isPerson, type Principal } from './principal.ts';
import type { Role } from './role.ts';

/*
 * Figures for whoever answers for privileged access (REP-3): how much is asked for, how much stands by itself, how long
 * approvers take, and what nobody needs.
 */

/** How many activations of a role were asked for on a day (UTC). */
export interface DayFigure {
  readonly day: string;
  readonly roleId: string;
  readonly roleName: string;
  readonly activations: number;
}

/** Counts requests by day and role: newest day first, then by role. */
export function countPerDay(activations: readonly Activation[]): DayFigure[] {
  const figures = new Map<string, DayFigure>();
  for (const { requestedAt, roleId, roleName } of activations) {
    const day = requestedAt.slice(0, 10);
    const key = `${day}#${roleId}`;
    const before = figures.get(key)?.activations ?? 0;
    figures.set(key, { day, roleId, roleName, activations: before + 1 });
  }
  return [...figures.values()].sort((a, b) => b.day.localeCompare(a.day) || a.roleId.localeCompare(b.roleId));
}

/** How many assignments of a role are in force: standing ones, which are the state to get rid of, and eligible ones. */
export interface RoleFigure {
  readonly roleId: string;
  readonly roleName: string;
  readonly standing: number;
  readonly eligible: number;
}

/** Counts the assignments in force of each role, roles without any included; most standing access first. */
export function countPerRole(roles: readonly Role[], assignments: readonly Assignment[], now: string): RoleFigure[] {
  const counts = new Map<string, number>();
  for (const assignment of assignments) {
    if (!isInForce(assignment, now)) continue;
    const key = `${assignment.type}#${assignment.roleId}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return roles
    .map(({ id, displayName }) => ({
      roleId: id,
      roleName: displayName,
      standing: counts.get(`active#${id}`) ?? 0,
      eligible: counts.get(`eligible#${id}`) ?? 0,
    }))
    .sort((a, b) => b.standing - a.standing || a.roleId.localeCompare(b.roleId));
}

/** From the request to the yes that completed the quorum, in minutes; no times without approvals. */
export interface ApprovalFigure {
  readonly approvals: number;
  readonly medianMinutes?: number;
  readonly p90Minutes?: number;
}

/** Measures how long approvers took, of those activations that people approved. */
export function measureApproval(activations: readonly Activation[]): ApprovalFigure {
  const minutes = activations.flatMap(minutesToApproval).sort((a, b) => a - b);
  const median = rank(minutes, 0.5);
  const p90 = rank(minutes, 0.9);
  if (median === undefined || p90 === undefined) return { approvals: 0 };
  return { approvals: minutes.length, medianMinutes: median, p90Minutes: p90 };
}

function minutesToApproval({ approval, requestedAt }: Activation): number[] {
  const yeses = approval?.votes.filter((vote) => vote.decision === 'approve') ?? [];
  const last = yeses.at(-1);
  const isApproved = approval && last && yeses.length === approval.votes.length && yeses.length >= approval.quorum;
  return isApproved ? [tenths(minutesBetween(requestedAt, last.at))] : [];
}

/** The smallest value that so large a part of all does not exceed (nearest rank). */
function rank(sorted: readonly number[], part: number): number | undefined {
  return sorted[Math.ceil(sorted.length * part) - 1];
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

/** An eligibility its holder did not use. */
export interface UnusedEligibility {
  readonly assignmentId: string;
  readonly principal: { readonly id: string; readonly displayName: string };
  readonly roleId: string;
  readonly resourceId: string;
  /** Since when they could have used it. */
  readonly since: string;
}

/**
 * The eligibilities in force, of people and not of groups, whose holder's role was not active once in these activations;
 * the oldest first.
 */
export function findUnused(
  assignments: readonly Assignment[],
  activations: readonly Activation[],
  people: readonly Principal[],
  now: string,
): UnusedEligibility[] {
  const used = new Set(
    activations.filter((activation) => 'activatedAt' in activation).map((one) => `${one.requester.id}#${one.roleId}`),
  );
  const holders = new Map(people.filter(isPerson).map((person) => [person.id, person]));
  return assignments
    .filter((assignment) => assignment.type === 'eligible' && isInForce(assignment, now))
    .filter(({ principalId, roleId }) => !used.has(`${principalId}#${roleId}`))
    .flatMap(({ id, principalId, roleId, resourceId, startsAt }) => {
      const holder = holders.get(principalId);
      if (!holder) return [];
      const principal = { id: holder.id, displayName: holder.displayName };
      return [{ assignmentId: id, principal, roleId, resourceId, since: startsAt }];
    })
    .sort((a, b) => a.since.localeCompare(b.since) || a.assignmentId.localeCompare(b.assignmentId));
}
