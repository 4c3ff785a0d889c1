import { type Activation, type ActiveActivation, type Extension, isHeldAt, step } from './activation.ts';
import { minutesBetween, plusMinutes } from './instant.ts';
import type { ExtendingActivation } from './open-approval.ts';
import { isBlank } from './plain-text.ts';
import { Refusal, type Violation, violation } from './refusal.ts';
import { LEAST_DURATION_MINUTES, mfaRules, type Session } from './request-rules.ts';
import type { RoleSettings } from './role-settings.ts';

/** More time, as its holder asks for it. */
export interface ExtensionRequest {
  readonly additionalMinutes: number;
  readonly justification?: string | undefined;
}

/** How much more the rules of this moment allow, to be asked again when an approver's yes completes the quorum. */
export interface MoreTime {
  readonly settings: Pick<RoleSettings, 'maximumDurationMinutes'>;
  /** When the eligibility ends as it is now, ISO 8601 UTC; absent when it is permanent. */
  readonly eligibilityEndsAt: string | undefined;
}

/**
 * How many minutes an active activation can still be extended by: the whole hold stays within SET-1, and within the
 * eligibility.
 *
 * @returns whole minutes, 0 when there is nothing left
 */
export function longestExtension(activation: ActiveActivation, { settings, eligibilityEndsAt }: MoreTime): number {
  const held = minutesBetween(activation.provisioningSince, activation.endsAt);
  const left = settings.maximumDurationMinutes - held;
  const eligible = eligibilityEndsAt === undefined ? left : minutesBetween(activation.endsAt, eligibilityEndsAt);
  return Math.max(0, Math.floor(Math.min(left, eligible)));
}

/**
 * Judges an extension by every rule of an activation that still has a meaning, all at once.
 *
 * @param now ISO 8601 UTC
 * @returns the rules broken, in the order of the settings; empty when it is fine
 */
export function evaluateExtension(
  { additionalMinutes, justification }: ExtensionRequest,
  activation: ActiveActivation,
  settings: RoleSettings,
  session: Session,
  eligibilityEndsAt: string | undefined,
  now: string,
): Violation[] {
  const longest = longestExtension(activation, { settings, eligibilityEndsAt });
  return [
    ...(additionalMinutes > longest ? [violation('additionalMinutes', 'duration_too_long', longest)] : []),
    ...(additionalMinutes < LEAST_DURATION_MINUTES
      ? [violation('additionalMinutes', 'duration_too_short', LEAST_DURATION_MINUTES)]
      : []),
    ...mfaRules(settings, session, now),
    ...(settings.justificationRequired && isBlank(justification)
      ? [violation('justification', 'justification_required')]
      : []),
  ];
}

/**
 * What can be extended: held at this moment, and nothing asked on top already.
 *
 * @throws Refusal not_active | extension_pending
 */
export function refuseUnlessExtendable(activation: Activation, now: string): ActiveActivation {
  if (activation.status !== 'active' || !isHeldAt(activation, now)) throw new Refusal('not_active');
  if (activation.extension) throw new Refusal('extension_pending', { activationId: activation.id });
  return activation;
}

/**
 * Puts an extension before the approvers; the activation itself goes on to its old end. The terms are others now, so
 * that no link of the request decides on it.
 *
 * @throws Refusal not_active | extension_pending
 */
export function askExtension(activation: Activation, extension: Extension): ExtendingActivation {
  const extendable = refuseUnlessExtendable(activation, extension.requestedAt);
  return step(extendable, { extension, termsRevision: extendable.termsRevision + 1 });
}

/**
 * Moves the end of a running activation, which is reminded of anew. The workflow's execution that still waits for the
 * old end is refused by its number from here on.
 *
 * @throws Refusal not_active | duration_too_long
 */
export function extend(
  activation: Activation,
  additionalMinutes: number,
  possible: MoreTime,
  now: string,
): ActiveActivation {
  if (activation.status !== 'active' || !isHeldAt(activation, now)) throw new Refusal('not_active');
  if (additionalMinutes > longestExtension(activation, possible)) throw new Refusal('duration_too_long');
  const { remindedAt: _anew, extension: _granted, ...kept } = activation;
  const { eligibilityEndsAt } = possible;
  const endsAt = plusMinutes(activation.endsAt, additionalMinutes);
  const { endsAt: _asItWas, ...eligibility } = activation.eligibility;
  return {
    ...kept,
    eligibility: { ...eligibility, ...(eligibilityEndsAt === undefined ? {} : { endsAt: eligibilityEndsAt }) },
    endsAt,
    durationMinutes: Math.ceil(minutesBetween(activation.provisioningSince, endsAt)),
    generation: activation.generation + 1,
    revision: activation.revision + 1,
  };
}

/** Takes away an extension that will not come; the activation goes on to its old end. */
export function dropExtension({ extension: _gone, ...kept }: ExtendingActivation): ActiveActivation {
  return { ...kept, revision: kept.revision + 1 };
}

/**
 * Takes away an extension nobody decided on in time.
 *
 * @throws Refusal not_pending
 */
export function timeOutExtension(activation: Activation, now: string): ActiveActivation {
  if (activation.status !== 'active' || !activation.extension) throw new Refusal('not_pending');
  if (now < activation.extension.approval.deadline) throw new Refusal('not_pending');
  return dropExtension({ ...activation, extension: activation.extension });
}
