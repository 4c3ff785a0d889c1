import {
  type Activation,
  type ActiveActivation,
  type CancelledActivation,
  type EndedActivation,
  type Outcome,
  type ProvisioningActivation,
  type RevokingActivation,
  step,
  type TimedOutActivation,
} from './activation.ts';
import { Refusal } from './refusal.ts';

/**
 * Withdraws a request before any access was given.
 *
 * @throws Refusal not_cancellable
 */
export function cancel(activation: Activation, now: string, reason?: string): CancelledActivation {
  if (!isWithdrawable(activation)) throw new Refusal('not_cancellable');
  return step(activation, { status: 'cancelled' as const, endedAt: now, ...(reason === undefined ? {} : { reason }) });
}

/**
 * Closes a request nobody decided on in time.
 *
 * @throws Refusal not_pending
 */
export function timeOut(activation: Activation, now: string): TimedOutActivation {
  if (activation.status !== 'pending_approval' || now < activation.approval.deadline) throw new Refusal('not_pending');
  return step(activation, { status: 'timed_out' as const, endedAt: now });
}

/**
 * Says that the access has to go, and why. From here on only a confirmed withdrawal leads further: whatever
 * happened after `provisioning` was written means that access may exist.
 *
 * @throws Refusal not_active
 */
export function beginRevoking(
  activation: Activation,
  ending: { outcome: Outcome; reason?: string },
  now: string,
): RevokingActivation {
  if (activation.status !== 'provisioning' && activation.status !== 'active') throw new Refusal('not_active');
  // More time that was asked for goes with it.
  const { extension: _gone, ...kept } = { extension: undefined, ...activation };
  return step(kept, { status: 'revoking' as const, revokingSince: now, ...ending });
}

/** The ending that follows from the moment alone: at or after its end it expired, before that something failed. */
export function endingAt(activation: ProvisioningActivation | ActiveActivation, now: string): { outcome: Outcome } {
  const expired = activation.status === 'active' && now >= activation.endsAt;
  return { outcome: expired ? 'expired' : 'failed' };
}

/**
 * Closes the record once the provider confirmed that the access is gone, or that another activation still holds it.
 *
 * @param now ISO 8601 UTC, never before the last grant attempt is over: a slow grant could land after the read-back
 * @throws Refusal not_active
 */
export function end(activation: Activation, now: string): EndedActivation {
  if (activation.status !== 'revoking') throw new Refusal('not_active');
  if (mayGrantStillLand(activation, now)) throw new Refusal('not_active');
  const { grantAttemptUntil: _over, revokingSince: _since, ...kept } = activation;
  return { ...kept, status: 'ended', endedAt: now, revision: activation.revision + 1 };
}

/** Tells whether a grant under way could still reach the provider; until then nobody may call the access gone. */
export function mayGrantStillLand(activation: Activation, now: string): boolean {
  return 'grantAttemptUntil' in activation && activation.grantAttemptUntil !== undefined
    ? now < activation.grantAttemptUntil
    : false;
}

/** Tells whether a request is still waiting for a person or a time, so that it can simply be withdrawn. */
export function isWithdrawable({ status }: Activation): boolean {
  return status === 'pending_approval' || status === 'approved';
}
