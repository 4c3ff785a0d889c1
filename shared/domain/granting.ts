import {
  type Activation,
  type ActiveActivation,
  type ApprovedActivation,
  type ProvisioningActivation,
  step,
} from './activation.ts';
import { earliest, plusMinutes } from './instant.ts';
import { Refusal } from './refusal.ts';

/** One attempt to grant; instants are ISO 8601 UTC. */
export interface GrantAttempt {
  /** When the workflow entered its hold. */
  readonly heldSince: string;
  /** After this instant the attempt makes no provider call any more. */
  readonly attemptUntil: string;
  /** When the eligibility ends as it is now; absent when it is permanent. */
  readonly eligibilityEndsAt: string | undefined;
}

/**
 * Says, before anything is asked of the provider, that access may exist from now on and until when.
 *
 * The end is fixed here, once: the moment the hold began plus the duration, cut to the end of the eligibility. A later
 * attempt moves it only where the eligibility has got an earlier end since.
 *
 * @throws Refusal not_approved
 */
export function beginProvisioning(
  activation: Activation,
  { heldSince, attemptUntil, eligibilityEndsAt }: GrantAttempt,
  now: string,
): ProvisioningActivation {
  if (activation.status === 'provisioning') {
    const endsAt = earliest(activation.endsAt, eligibilityEndsAt);
    return step(activation, { endsAt, grantAttemptUntil: attemptUntil });
  }
  if (activation.status !== 'approved') throw new Refusal('not_approved');
  return step(activation, {
    status: 'provisioning' as const,
    provisioningSince: now,
    endsAt: earliest(plusMinutes(heldSince, activation.durationMinutes), eligibilityEndsAt),
    grantAttemptUntil: attemptUntil,
  });
}

/**
 * Says that the provider has given the access and shown it on reading back.
 *
 * @throws Refusal not_approved
 */
export function activate(activation: Activation, now: string): ActiveActivation {
  if (activation.status !== 'provisioning') throw new Refusal('not_approved');
  const { grantAttemptUntil: _over, ...kept } = activation;
  return { ...kept, status: 'active', activatedAt: now, revision: activation.revision + 1 };
}

/**
 * Notes that an approved activation got nowhere, so that dispatch looks at it again.
 *
 * @throws Refusal not_approved
 */
export function nudge(activation: Activation, now: string): ApprovedActivation {
  if (activation.status !== 'approved') throw new Refusal('not_approved');
  return step(activation, { nudgedAt: now });
}
