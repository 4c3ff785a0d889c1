import { type Activation, type BreakGlass, isFinal } from './activation.ts';
import type { Actor } from './audit-event.ts';
import type { DeliveryState, MailRecord } from './delivery.ts';
import { plusMinutes } from './instant.ts';
import { type Accounts, isSamePersonByNow } from './person.ts';
import type { Principal } from './principal.ts';
import { Refusal, type Violation, violation } from './refusal.ts';
import type { RoleSettings } from './role-settings.ts';

/** How long the grant waits for the mails about a break-glass use; with the mail service down the emergency goes first. */
const ANNOUNCING_MINUTES = 1;

/**
 * The rules of a role as they are for break-glass: nobody is asked and no ticket is needed, a justification always is,
 * and the time is capped by SET-9, never longer than SET-1 gives anybody.
 */
export function breakGlassSettings(settings: RoleSettings): RoleSettings {
  const { approval, breakGlass, maximumDurationMinutes } = settings;
  return {
    ...settings,
    maximumDurationMinutes: Math.min(breakGlass.maximumDurationMinutes, maximumDurationMinutes),
    approval: { ...approval, required: false },
    ticket: { required: false, systems: [] },
    justificationRequired: true,
  };
}

/** The rules that count for an activation: the role's, or those for break-glass. */
export function settingsFor(use: { breakGlass?: unknown }, settings: RoleSettings): RoleSettings {
  return use.breakGlass ? breakGlassSettings(settings) : settings;
}

/** An emergency is now: break-glass takes no start in the future. */
export function breakGlassRules(
  wanted: { breakGlass?: unknown; startsAt?: string | undefined },
  now: string,
): Violation[] {
  const isLater = wanted.breakGlass && wanted.startsAt !== undefined && wanted.startsAt > now;
  return isLater ? [violation('startsAt', 'break_glass_starts_now')] : [];
}

/** Tells whether the grant still has to wait until people were told; for a minute at most. */
export function awaitsAnnouncement({ breakGlass, requestedAt }: Activation, now: string): boolean {
  if (!breakGlass || breakGlass.announcedAt !== undefined) return false;
  return now < plusMinutes(requestedAt, ANNOUNCING_MINUTES);
}

/** So many uses of one person may await review at once, over all roles and accounts of theirs. */
const MOST_AWAITED = 2;
/** Of those who can sign them off, so many are named. */
const MOST_NAMED = 5;

/**
 * Tells whether somebody may break the glass while so many of their uses await review: whoever does it answers for it
 * before they do it again and again, so the use that would be the third to await review is refused (T-58).
 */
export function mayUseAgain(awaited: number): boolean {
  return awaited < MOST_AWAITED;
}

/** The refusal of one use too many, which names who can sign off those that await review. */
export function reviewsAwaited(reviewers: readonly Actor[]): Refusal {
  const named = reviewers.slice(0, MOST_NAMED).map(({ displayName, id }) => `${displayName} (${id})`);
  const others = reviewers.length - named.length;
  const people = [...named, ...(others > 0 ? [`${others} more`] : [])].join(', ');
  const remedy =
    people === ''
      ? 'No other administrator can sign them off now. Activate the role the ordinary way, or have an administrator assigned.'
      : `Before you break the glass again, ask one of these administrators to sign one off: ${people}.`;
  return new Refusal('reviews_awaited', { detail: `Two break-glass uses of yours await review already. ${remedy}` });
}

/** A mail that came back told nobody; one that was complained of was read. */
const TAKEN: readonly DeliveryState[] = ['sent', 'complained'];

/** Tells whether one of the mails about a use told somebody who oversees of it, other than whoever breaks the glass. */
export function isAnnouncedBy({ requester }: Pick<Activation, 'requester'>, mails: readonly MailRecord[]): boolean {
  return mails.some(
    ({ audience, recipientId, state }) =>
      audience === 'overseer' && recipientId !== requester.id && TAKEN.includes(state),
  );
}

/** Tells whether it is still to be put on record that people were told about a break-glass use. */
export function isUnannounced(activation: Activation): activation is Activation & { breakGlass: BreakGlass } {
  return activation.breakGlass !== undefined && activation.breakGlass.announcedAt === undefined;
}

/** Puts on record that people were told about a break-glass use; whatever became of it meanwhile. */
export function announce(activation: Activation & { breakGlass: BreakGlass }, now: string): Activation {
  return withBreakGlass(activation, { ...activation.breakGlass, announcedAt: now });
}

/** An administrator's word on a break-glass use. */
export interface Review {
  readonly by: Actor & Pick<Principal, 'personId'>;
  /** Who used it, as they are known right now. */
  readonly accounts: Accounts;
  readonly justification: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/**
 * Signs off a break-glass use, once, by another person than the one who used it.
 *
 * @throws Refusal not_break_glass | self_review | already_reviewed | not_reviewable
 */
export function signOff(activation: Activation, { by, accounts, justification, at }: Review): Activation {
  const { breakGlass, requester } = activation;
  if (!breakGlass) throw new Refusal('not_break_glass');
  if (isSamePersonByNow(requester, by, accounts)) throw new Refusal('self_review');
  if (breakGlass.review === 'signed') throw new Refusal('already_reviewed');
  if (!isFinal(activation) && activation.status !== 'active') throw new Refusal('not_reviewable');
  return withBreakGlass(activation, {
    ...breakGlass,
    review: 'signed',
    reviewedBy: { id: by.id, displayName: by.displayName },
    reviewedAt: at,
    reviewJustification: justification,
  });
}

function withBreakGlass(activation: Activation, breakGlass: BreakGlass): Activation {
  return { ...activation, breakGlass, revision: activation.revision + 1 };
}
