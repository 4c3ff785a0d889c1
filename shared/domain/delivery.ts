import * as v from 'valibot';
import { subjectKinds } from './audit-event.ts';
import { Id } from './id.ts';

/**
 * What became of a mail: claimed by who writes it, taken by the mail service or refused by it for good, to be tried again,
 * dropped because nothing is to be said any more, come back.
 */
export const DeliveryState = v.picklist(['claimed', 'sent', 'failed', 'retry', 'dropped', 'bounced', 'complained']);
export type DeliveryState = v.InferOutput<typeof DeliveryState>;

/** Names one mail: what it is about, the event it tells, and to whom; `recipientId`: a principal, or the hash of an address. */
export const MailId = v.object({
  about: v.object({ kind: v.picklist(subjectKinds), id: v.string() }),
  eventId: Id,
  recipientId: Id,
});
export type MailId = v.InferOutput<typeof MailId>;

/** A mail as it is on record (NOT-1). */
export const MailRecord = v.object({
  ...MailId.entries,
  /** In which role the recipient was told. */
  audience: v.string(),
  state: DeliveryState,
  messageId: v.exactOptional(v.string()),
  /** What else the same mail tells, each on a record of its own: what becomes of the mail becomes of them all. */
  sharedWith: v.exactOptional(v.array(MailId)),
  /** Reports of the mail service that are counted already, oldest first. */
  reports: v.array(v.string()),
});
export type MailRecord = v.InferOutput<typeof MailRecord>;

/** What the mail service says of a mail it had taken. */
export interface DeliveryReport {
  readonly mail: MailId;
  readonly messageId: string;
  /** Tells this report from others about the same mail; a repetition has the same. */
  readonly reportId: string;
  readonly kind: 'bounce' | 'complaint' | 'rejection';
  /** Whether the address takes no mail ever; an overfull mailbox is not. */
  readonly isPermanent: boolean;
  /** In the mail service's words. */
  readonly reason: string;
  readonly address: string;
}

/** The state of a mail after a report: what passes leaves it as it is. */
export function stateAfter(state: DeliveryState, { kind, isPermanent }: DeliveryReport): DeliveryState {
  if (kind === 'complaint') return 'complained';
  if (kind === 'rejection') return 'failed';
  return isPermanent ? 'bounced' : state;
}

/**
 * Tells whether a person was asked in vain: without an address, or their newest mail did not arrive and never will.
 *
 * Where somebody has complained the mail service holds back what comes later, so they cannot be reached either.
 *
 * @param asked mails that asked for decisions, of anybody; ids of events sort by the time they happened
 */
export function isUnreachable(person: { id: string; email?: string }, asked: readonly MailRecord[]): boolean {
  if (person.email === undefined) return true;
  const own = asked.filter(({ recipientId }) => recipientId === person.id);
  const newest = own.toSorted((a, b) => (a.eventId < b.eventId ? 1 : -1))[0];
  return newest !== undefined && ['bounced', 'complained', 'failed'].includes(newest.state);
}
