import { type Assignment, hasEnded } from '#shared/domain/assignment';
import { dueReminder, renewableUntil } from '#shared/domain/assignment-due';
import { sweeper } from '#shared/domain/audit-event';
import type { Ports } from '#shared/ports';
import type { Holder } from '#shared/ports/assignments';
import { endingOf, leavingOf } from './remove-assignment.ts';

type Needs = Pick<Ports, 'assignments' | 'extensions' | 'now' | 'newId'>;

/**
 * What time does to an assignment (ASG-3): its holder is reminded of the end, the end is noticed, and 30 days later, when
 * nobody may renew it any more, it is forgotten. From its end on it gives nothing, however late this comes.
 */
export async function settleAssignment(
  { id, holderId }: { id: string; holderId: string },
  needs: Needs,
): Promise<void> {
  const holder = await needs.assignments.findHolder(holderId);
  const assignment = holder?.assignments.find((one) => one.id === id);
  if (!holder || assignment?.endsAt === undefined) return;
  const now = needs.now();
  if (!hasEnded(assignment, now)) return remind(assignment, needs);
  if (assignment.endedAt === undefined) return end(assignment, needs);
  if (now >= renewableUntil(assignment.endsAt)) await forget(assignment, holder, needs);
}

async function remind(assignment: Assignment, { assignments, now }: Needs): Promise<void> {
  const daysLeft = dueReminder(assignment, now());
  if (daysLeft === undefined) return;
  const next = { ...assignment, remindedDays: daysLeft, revision: assignment.revision + 1 };
  const details = { ...next, daysLeft };
  await assignments.step(next, assignment, { type: 'assignment.expiring', actor: sweeper, details });
}

async function end(assignment: Assignment, needs: Needs): Promise<void> {
  const next = { ...assignment, endedAt: needs.now(), revision: assignment.revision + 1 };
  const event = { type: 'assignment.ended' as const, actor: sweeper, details: { ...next } };
  await needs.assignments.step(next, assignment, event, endingOf(assignment, sweeper, needs));
}

/** What ran under it ended with it: only the record goes. */
async function forget(assignment: Assignment, holder: Holder, needs: Needs): Promise<void> {
  const details = { ...assignment, reason: 'renewal_period_over' };
  const event = { type: 'assignment.removed' as const, actor: sweeper, details };
  const { waiting } = await leavingOf(assignment, sweeper, needs);
  await needs.assignments.remove(assignment, holder, event, { waiting });
}
