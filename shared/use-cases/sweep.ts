import type { Activation, ActiveActivation, ApprovedActivation, PendingActivation } from '#shared/domain/activation';
import { step } from '#shared/domain/activation';
import { sweeper } from '#shared/domain/audit-event';
import { approvalReminderAt, giveUpAt, nudgeAt, reminderAt } from '#shared/domain/due';
import { cancel, endingAt, timeOut } from '#shared/domain/ending';
import { timeOutExtension } from '#shared/domain/extension';
import { nudge } from '#shared/domain/granting';
import { minutesBetween } from '#shared/domain/instant';
import { isWaiting, openApprovalOf, type WaitingActivation, withOpenApproval } from '#shared/domain/open-approval';
import { type Due, type Ports, Stale } from '#shared/ports';
import { GrantMayStillLand, startRevoking, withdrawAccess } from './withdraw-access.ts';

type Needs = Pick<Ports, 'activations' | 'dues' | 'entitlements' | 'accessProvider' | 'heartbeat' | 'now'>;

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

async function settleDue({ kind, id }: Due, needs: Needs): Promise<void> {
  if (kind !== 'activation') return;
  const activation = await needs.activations.find(id);
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
      return settleActive(activation, needs);
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
  await remindApprovers(activation, { activations, now });
}

/** @returns whether approvers were reminded of what they were asked, a request or an extension */
async function remindApprovers(
  activation: WaitingActivation,
  { activations, now }: Pick<Needs, 'activations' | 'now'>,
): Promise<boolean> {
  const asked = openApprovalOf(activation);
  const reminder = approvalReminderAt({ approval: asked });
  if (reminder === undefined || now() < reminder) return false;
  const approval = { ...asked, reminders: asked.reminders + 1 };
  await activations.replace(withOpenApproval(activation, approval), activation, {
    type: 'activation.approval_reminded',
    actor: sweeper,
    details: { reminder: approval.reminders },
  });
  return true;
}

/** One thing at a time: what else is due is due still with the next sweep. */
async function settleActive(activation: ActiveActivation, needs: Needs): Promise<void> {
  const now = needs.now();
  const rest = await settleExtension(activation, needs);
  if (rest && now >= rest.endsAt) await endNow(rest, needs);
  else if (rest) await remind(rest, needs);
}

/** @returns what is left to settle, without an extension whose time is over; nothing once approvers were reminded */
async function settleExtension(activation: ActiveActivation, needs: Needs): Promise<ActiveActivation | undefined> {
  if (!isWaiting(activation)) return activation;
  if (needs.now() < openApprovalOf(activation).deadline)
    return (await remindApprovers(activation, needs)) ? undefined : activation;
  const rest = timeOutExtension(activation, needs.now());
  await needs.activations.replace(rest, activation, {
    type: 'activation.extension_timed_out',
    actor: sweeper,
    details: { additionalMinutes: activation.extension.additionalMinutes },
  });
  return rest;
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

async function remind(activation: ActiveActivation, { activations, now }: Needs): Promise<void> {
  const reminder = reminderAt(activation);
  if (reminder === undefined || now() < reminder) return;
  await activations.replace(step(activation, { remindedAt: now() }), activation, {
    type: 'activation.ending_soon',
    actor: sweeper,
    details: { endsAt: activation.endsAt },
  });
}
