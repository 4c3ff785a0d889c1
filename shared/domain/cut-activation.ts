import { type Activation, type ActiveActivation, type ProvisioningActivation, step } from './activation.ts';
import { earliest, minutesBetween } from './instant.ts';

/** Tells whether an activation goes on, or begins, when its eligibility is over. */
export function outlasts(activation: Activation, eligibilityEndsAt: string): boolean {
  switch (activation.status) {
    case 'pending_approval':
    case 'approved':
      return activation.startsAt !== undefined && activation.startsAt >= eligibilityEndsAt;
    case 'provisioning':
    case 'active':
      return activation.endsAt > eligibilityEndsAt;
    default:
      return false;
  }
}

/**
 * Ends access that was given when its eligibility does, earlier than it was to end (ASG-6). Who holds it is reminded of the
 * new end; whoever may still give more time has to do so before it.
 *
 * The workflow's execution that waits for the old end is refused by its number from here on. While the access is only being
 * given it keeps its number, because the execution that gives it may not be refused: the sweeper ends it in time.
 *
 * @param endsAt ISO 8601 UTC
 */
export function cut(
  activation: ProvisioningActivation | ActiveActivation,
  endsAt: string,
): ProvisioningActivation | ActiveActivation {
  const durationMinutes = Math.ceil(minutesBetween(activation.provisioningSince, endsAt));
  const eligibility = { ...activation.eligibility, endsAt };
  if (activation.status === 'provisioning') return step(activation, { endsAt, eligibility, durationMinutes });
  const { remindedAt: _anew, extension, ...kept } = activation;
  const generation = activation.generation + 1;
  return {
    ...step(kept, { endsAt, eligibility, durationMinutes, generation }),
    ...(extension ? { extension: { ...extension, approval: windowTo(endsAt, extension) } } : {}),
  };
}

function windowTo(endsAt: string, { requestedAt, approval }: NonNullable<ActiveActivation['extension']>) {
  const deadline = earliest(approval.deadline, endsAt);
  return { ...approval, deadline, windowMinutes: minutesBetween(requestedAt, deadline) };
}
