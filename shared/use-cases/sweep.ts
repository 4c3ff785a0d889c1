import type { Activation, ActiveActivation, ApprovedActivation, PendingActivation } from '#shared/domain/activation';
import { step } from '#shared/domain/activation';
import { sweeper } from '#shared/domain/audit-event';
import { giveUpAt, nudgeAt, reminderAt, retryAt } from '#shared/domain/due';
import { cancel, endingAt, timeOut } from '#shared/domain/ending';
import { nudge } from '#shared/domain/granting';
import { minutesBetween } from '#shared/domain/instant';
import { type Ports, Stale } from '#shared/ports';
import type { Due } from '#shared/ports/dues';
import { endNextPage } from './end-under-right.ts';
import { finishBrokenImport } from './finish-import.ts';
import { settleAssignment } from './settle-assignment.ts';
import { remindApprovers, settleExtension } from './settle-extension.ts';
import { GrantMayStillLand, startRevoking, withdrawAccess } from './withdraw-access.ts';

type Needs = Pick<
  Ports,
  | 'activations'
  | 'assignments'
  | 'extensions'
  | 'dues'
  | 'endings'
  | 'entitlements'
  | 'auditTrail'
  | 'imports'
  | 'principals'
  | 'roles'
  | 'accessProvider'
  | 'heartbeat'
  | 'now'
  | 'newId'
>;

export interface SweepResult {
  readonly settled: number;
  /** Minutes the longest overdue of all that could not be settled has been overdue, those included that wait for their next try. */
  readonly overdueMinutes: number;
  readonly failures: readonly SweepFailure[];
}

interface SweepFailure {
  readonly due: Due;
  readonly error: unknown;
  readonly overdueMinutes: number;
}

const MOST_PER_SHARD = 250;
/** Pages of one ending a sweep works off at most: it has others to look at. */
const MOST_PAGES = 20;
const AT_ONCE = 10;

/**
 * Settles everything that is due from the table alone, whatever happened to workflow, stream or function. It can take
 * access away but never give it; one activation that cannot be settled does not keep the others waiting: it is put off
 * for a growing while, stands behind the others, and counts as overdue all the time.
 */
export async function sweep(needs: Needs): Promise<SweepResult> {
  const now = needs.now();
  await needs.heartbeat.beat(now);
  const listed = await needs.dues.list(now, MOST_PER_SHARD);
  const due = listed.filter((one) => isTriedBy(one, now));
  const waiting = listed.filter((one) => !isTriedBy(one, now)).map(({ dueAt }) => minutesBetween(dueAt, now));
  const failures = await settleAll(due, needs);
  const overdueMinutes = Math.max(0, ...waiting, ...failures.map((failure) => failure.overdueMinutes));
  return { settled: due.length - failures.length, overdueMinutes, failures };
}

function isTriedBy({ putOff }: Due, now: string): boolean {
  return putOff === undefined || putOff.until <= now;
}

async function settleAll(due: readonly Due[], needs: Needs): Promise<SweepFailure[]> {
  const failures: SweepFailure[] = [];
  // Some at once: one provider that answers slowly must not keep the ends of all others waiting.
  for (let from = 0; from < due.length; from += AT_ONCE) {
    const settled = await Promise.all(due.slice(from, from + AT_ONCE).map((one) => trySettling(one, needs)));
    failures.push(...settled.filter((failure) => failure !== undefined));
  }
  return failures;
}

async function trySettling(due: Due, needs: Needs): Promise<SweepFailure | undefined> {
  try {
    await settleDue(due, needs);
    return undefined;
  } catch (error) {
    // Somebody else is at it, or it is too early: the next sweep looks again.
    if (error instanceof Stale || error instanceof GrantMayStillLand) return undefined;
    await putOff(due, needs);
    return { due, error, overdueMinutes: minutesBetween(due.dueAt, needs.now()) };
  }
}

async function putOff(due: Due, { dues, now }: Needs): Promise<void> {
  const failures = (due.putOff?.failures ?? 0) + 1;
  try {
    await dues.putOff(due, { failures, until: retryAt(failures, now()) });
  } catch {
    // It has moved on meanwhile, or the table is out of reach: it stays due as it was, and the failure is told anyway.
  }
}

async function settleDue(due: Due, needs: Needs): Promise<void> {
  if (due.kind === 'assignment') return settleAssignment(due, needs);
  if (due.kind === 'ending') return settleEnding(due.id, needs);
  if (due.kind === 'import') return finishBrokenImport(due.id, needs);
  const activation = await needs.activations.find(due.id);
  if (activation) await settle(activation, needs);
}

async function settleEnding(id: string, needs: Needs): Promise<void> {
  const errors: unknown[] = [];
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { goesOn, failures } = await endNextPage(id, needs);
    errors.push(...failures.map(({ error }) => error));
    if (!goesOn) break;
  }
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} activations could not be ended.`);
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

async function settlePending(activation: PendingActivation, { activations, roles, now }: Needs): Promise<void> {
  if (now() >= activation.approval.deadline)
    return activations.replace(timeOut(activation, now()), activation, {
      type: 'activation.timed_out',
      actor: sweeper,
      details: {},
    });
  await remindApprovers(activation, { activations, roles, now });
}

/** One thing at a time: what else is due is due still with the next sweep. */
async function settleActive(activation: ActiveActivation, needs: Needs): Promise<void> {
  const now = needs.now();
  const rest = await settleExtension(activation, needs);
  if (rest && now >= rest.endsAt) await endNow(rest, needs);
  else if (rest) await remind(rest, needs);
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
