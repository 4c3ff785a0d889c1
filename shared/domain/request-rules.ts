import type { Ticket } from './activation.ts';
import { MINUTES_PER_DAY, minutesBetween, plusMinutes } from './instant.ts';
import { isBlank } from './plain-text.ts';
import { type StepUp, type Violation, violation } from './refusal.ts';
import type { MfaRule, RoleSettings } from './role-settings.ts';

/** What somebody asks for, already well-formed. */
export interface ActivationRequest {
  readonly durationMinutes?: number | undefined;
  readonly startsAt?: string | undefined;
  readonly justification?: string | undefined;
  readonly ticket?: Ticket | undefined;
}

/** When and how the caller signed in, as their token says. */
export interface Session {
  readonly mfa: boolean;
  /** ISO 8601 UTC; absent when the identity provider does not say. */
  readonly authenticatedAt?: string | undefined;
  /** Of the authentication contexts configured at deployment, those the token shows. */
  readonly contexts?: readonly string[] | undefined;
}

/** No access is given for less (SET-1). */
export const LEAST_DURATION_MINUTES = 5;
const FARTHEST_START_DAYS = 30;
/** Clocks of callers run apart; a start this little ago means now. */
const START_TOLERANCE_MINUTES = 1;

/**
 * Judges a request by every rule at once, so that a person can mend all of it in one go; dry runs ask the same.
 *
 * @param eligibilityEndsAt ISO 8601 UTC; absent when the eligibility is permanent
 * @param now ISO 8601 UTC
 * @returns the rules broken, in the order of the settings; empty when the request is fine
 */
export function evaluateRequest(
  request: ActivationRequest,
  settings: RoleSettings,
  session: Session,
  eligibilityEndsAt: string | undefined,
  now: string,
): Violation[] {
  return [
    ...durationRules(request, settings, eligibilityEndsAt, now),
    ...startRules(request, now),
    ...ticketRules(request.ticket, settings),
    ...mfaRules(settings, session, now),
    ...(settings.justificationRequired && isBlank(request.justification)
      ? [violation('justification', 'justification_required')]
      : []),
  ];
}

/** The duration that counts: the one asked for, or the longest allowed. Whole minutes. */
export function effectiveDuration(
  request: ActivationRequest,
  settings: RoleSettings,
  eligibilityEndsAt: string | undefined,
  now: string,
): number {
  return request.durationMinutes ?? longestDuration(request, settings, eligibilityEndsAt, now);
}

function longestDuration(
  request: ActivationRequest,
  settings: RoleSettings,
  eligibilityEndsAt: string | undefined,
  now: string,
): number {
  if (eligibilityEndsAt === undefined) return settings.maximumDurationMinutes;
  const left = Math.floor(minutesBetween(request.startsAt ?? now, eligibilityEndsAt));
  return Math.min(settings.maximumDurationMinutes, left);
}

function durationRules(
  request: ActivationRequest,
  settings: RoleSettings,
  eligibilityEndsAt: string | undefined,
  now: string,
): Violation[] {
  const longest = longestDuration(request, settings, eligibilityEndsAt, now);
  const asked = request.durationMinutes ?? longest;
  if (asked > longest) return [violation('durationMinutes', 'duration_too_long', Math.max(0, longest))];
  if (asked < LEAST_DURATION_MINUTES)
    return [violation('durationMinutes', 'duration_too_short', LEAST_DURATION_MINUTES)];
  return [];
}

function startRules({ startsAt }: ActivationRequest, now: string): Violation[] {
  if (startsAt === undefined) return [];
  if (startsAt < plusMinutes(now, -START_TOLERANCE_MINUTES)) return [violation('startsAt', 'start_in_past', now)];
  const farthest = plusMinutes(now, FARTHEST_START_DAYS * MINUTES_PER_DAY);
  return startsAt > farthest ? [violation('startsAt', 'start_too_late', farthest)] : [];
}

function ticketRules(ticket: Ticket | undefined, { ticket: rule }: RoleSettings): Violation[] {
  if (!ticket || isBlank(ticket.number)) return rule.required ? [violation('ticket', 'ticket_required')] : [];
  const broken: Violation[] = [];
  if (rule.systems.length > 0 && !rule.systems.includes(ticket.system ?? ''))
    broken.push(violation('ticket.system', 'ticket_system_not_allowed', rule.systems));
  if (rule.numberPattern !== undefined && !new RegExp(`^(?:${rule.numberPattern})$`, 'u').test(ticket.number))
    broken.push(violation('ticket.number', 'ticket_number_malformed', rule.numberPattern));
  return broken;
}

type AskedFactor = Pick<RoleSettings, 'mfa' | 'acrValues'>;

/** SET-4 and SET-12 as a rule that is broken or not: where a role names authentication contexts, nothing else is a second factor. */
export function mfaRules({ mfa: rule, acrValues = [] }: AskedFactor, session: Session, now: string): Violation[] {
  const isNamed = acrValues.length > 0;
  const counts = isNamed ? acrValues.some((value) => session.contexts?.includes(value)) : session.mfa;
  if (isMfaSatisfied(rule, { ...session, mfa: counts }, now)) return [];
  const broken = violation('mfa', 'mfa_required', rule.require === 'fresh' ? rule.maxAgeMinutes : undefined);
  return [isNamed && !counts ? { ...broken, message: contextMissing(acrValues) } : broken];
}

const contextMissing = (acrValues: readonly string[]) =>
  `This role takes a sign-in of a kind of its own (${acrValues.join(' or ')}). Sign in that way, and try again.`;

/** How far the clock of an identity provider may be ahead of ours. */
const SKEW_MINUTES = 1;

/**
 * Tells whether a sign-in satisfies an MFA rule; a session that does not say when it began is never fresh, nor is one
 * that says a time to come, which would be fresh for ever.
 */
export function isMfaSatisfied(rule: MfaRule, { mfa, authenticatedAt }: Session, now: string): boolean {
  if (rule.require === 'none') return true;
  if (rule.require === 'session' || !mfa) return mfa;
  if (authenticatedAt === undefined || authenticatedAt > plusMinutes(now, SKEW_MINUTES)) return false;
  return authenticatedAt >= plusMinutes(now, -rule.maxAgeMinutes);
}

/** How old the sign-in may be at most for this rule, in seconds, for the step-up challenge (RFC 9470 `max_age`). */
export function challengeMaxAge(rule: MfaRule): number | undefined {
  return rule.require === 'fresh' ? rule.maxAgeMinutes * 60 : undefined;
}

/** What a client asks its identity provider for to satisfy the role; the deployment's own contexts where it names none. */
export function stepUpFor({ mfa, acrValues = [] }: AskedFactor): StepUp {
  const maxAgeSeconds = challengeMaxAge(mfa);
  return { ...(maxAgeSeconds === undefined ? {} : { maxAgeSeconds }), ...(acrValues.length > 0 ? { acrValues } : {}) };
}

/**
 * One sign-in for several roles: as fresh as the strictest asks, of a context that all of them take. Where there is none,
 * one of the first role that names any: the others are asked for when their turn comes.
 */
export function stepUpForAll(each: readonly StepUp[]): StepUp {
  const ages = each.flatMap(({ maxAgeSeconds }) => maxAgeSeconds ?? []);
  const [first, ...others] = each.flatMap(({ acrValues }) => (acrValues ? [acrValues] : []));
  const shared = first?.filter((value) => others.every((values) => values.includes(value))) ?? [];
  return {
    ...(ages.length > 0 ? { maxAgeSeconds: Math.min(...ages) } : {}),
    ...(first ? { acrValues: shared.length > 0 ? shared : first } : {}),
  };
}
