import type { Activation, ApprovedActivation, PendingActivation } from '#shared/domain/activation';
import { step } from '#shared/domain/activation';
import { sweeper } from '#shared/domain/audit-event';
import { approvalReminderAt, giveUpAt, nudgeAt, reminderAt } from '#shared/domain/due';
import { cancel, endingAt, timeOut } from '#shared/domain/ending';
import { nudge } from '#shared/domain/granting';
import { minutesBetween } from '#shared/domain/instant';
import { type Due, type Ports, Stale } from '#shared/ports';
import { settleAssignment } from './settle-assignment.ts';
import { GrantMayStillLand, startRevoking, withdrawAccess } from './withdraw-access.ts';

type Needs = Pick<
  Ports,
  | 'activations'
  | 'assignments'
  | 'extensions'
  | 'dues'
  | 'entitlements'
  | 'accessProvider'
  | 'heartbeat'
  | 'now'
  | 'newId'
>;

export interface SweepResult {
  readonly settled: number;
  /** Minutes the longest overdue activation that could not be settled has been overdue. */
  readonly overdueMinutes: number;
  readonly failures: readonly SweepFailure[];
}

interface SweepFailure {
  readonly due: Due;
  readonly error: unknown;
  readonly overdueMinutes: number;
}

const MOST_PER_SHARD = 250;
const AT_ONCE = 10;

/**
 * Settles everything that is due from the table alone, whatever happened to workflow, stream or function. It can take
 * access away but never give it; one activation that cannot be settled does not keep the others waiting.
 */
export async function sweep(needs: Needs): Promise<SweepResult> {
  await needs.heartbeat.beat(needs.now());
  const due = await needs.dues.list(needs.now(), MOST_PER_SHARD);
  const failures: SweepFailure[] = [];
  // Some at once: one provider that answers slowly must not keep the ends of all others waiting.
  for (let from = 0; from < due.length; from += AT_ONCE) {
    const settled = await Promise.all(due.slice(from, from + AT_ONCE).map((one) => trySettling(one, needs)));
    failures.push(...settled.filter((failure) => failure !== undefined));
  }
  const overdueMinutes = Math.max(0, ...failures.map((failure) => failure.overdueMinutes));
  return { settled: due.length - failures.length, overdueMinutes, failures };
}

async function trySettling(due: Due, needs: Needs): Promise<SweepFailure | undefined> {
  try {
    await settleDue(due, needs);
    return undefined;
  } catch (error) {
    // Somebody else is at it, or it is too early: the next sweep looks again.
    if (error instanceof Stale || error instanceof GrantMayStillLand) return undefined;
    return { due, error, overdueMinutes: minutesBetween(due.dueAt, needs.now()) };
  }
}

async function settleDue(due: Due, needs: Needs): Promise<void> {
  if (due.kind === 'assignment') return settleAssignment(due, needs);
  if (due.kind !== 'activation') return;
  const activation = await needs.activations.find(due.id);
  if (activation) await settle(activation, needs);
}

async function settle(activation: Activation, needs: Needs): Promise<void> {
  const now = needs.now();
  switch (activation.status) {
    case 'pending_approval':
      return settlePending(activation, needs);
    case 'approved':
      return settleApproved(activation, needs);
    case 'provisioning':
      if (now < activation.grantAttemptUntil) return;
      return endNow(activation, needs);
    case 'active':
      return now >= activation.endsAt ? endNow(activation, needs) : remind(activation, needs);
    case 'revoking':
      await withdrawAccess(activation, sweeper, needs);
  }
}

async function settlePending(activation: PendingActivation, { activations, now }: Needs): Promise<void> {
  if (now() >= activation.approval.deadline)
    return activations.replace(timeOut(activation, now()), activation, {
      type: 'activation.timed_out',
      actor: sweeper,
      details: {},
    });
  const reminder = approvalReminderAt(activation);
  if (reminder === undefined || now() < reminder) return;
  const approval = { ...activation.approval, reminders: activation.approval.reminders + 1 };
  await activations.replace(step(activation, { approval }), activation, {
    type: 'activation.approval_reminded',
    actor: sweeper,
    details: { reminder: approval.reminders },
  });
}

async function settleApproved(activation: ApprovedActivation, { activations, now }: Needs): Promise<void> {
  if (now() >= giveUpAt(activation)) {
    const reason = 'could_not_start';
    const event = { type: 'activation.cancelled' as const, actor: sweeper, details: { reason } };
    return activations.replace(cancel(activation, now(), reason), activation, event);
  }
  if (activation.nudgedAt !== undefined || now() < nudgeAt(activation)) return;
  await activations.replace(nudge(activation, now()), activation, {
    type: 'activation.nudged',
    actor: sweeper,
    details: {},
  });
}

async function endNow(
  activation: Extract<Activation, { status: 'provisioning' | 'active' }>,
  needs: Needs,
): Promise<void> {
  const revoking = await startRevoking(activation, endingAt(activation, needs.now()), sweeper, needs);
  await withdrawAccess(revoking, sweeper, needs);
}

async function remind(
  activation: Extract<Activation, { status: 'active' }>,
  { activations, now }: Needs,
): Promise<void> {
  const reminder = reminderAt(activation);
  if (reminder === undefined || now() < reminder) return;
  await activations.replace(step(activation, { remindedAt: now() }), activation, {
    type: 'activation.ending_soon',
    actor: sweeper,
    details: { endsAt: activation.endsAt },
  });
}
