import type { DecisionLink } from '#shared/domain/decision-link';
import type { DeliveryReport, DeliveryState, MailId, MailRecord } from '#shared/domain/delivery';
import type { EventDraft } from '#shared/ports';

/** A mail to one recipient because of one event, so that nobody is told twice. */
export interface MailClaim extends MailId {
  /** In which role the recipient is told. */
  readonly audience: string;
  /** The link the mail carries, when it asks for a decision, and the older ones of the same approver that it kills. */
  readonly link?: DecisionLink;
  readonly replaces?: readonly DecisionLink[];
}

/** What became of a mail when it was to be handed over: taken by the mail service, refused for good, to be tried again, or not sent after all. */
export type Delivery =
  | { readonly state: 'sent'; readonly messageId: string; readonly sharedWith?: readonly MailId[] }
  | { readonly state: 'failed' | 'retry'; readonly error: string }
  | { readonly state: 'dropped' };

/** Who was told what, and whether it arrived (NOT-1). */
export interface MailClaims {
  /**
   * Claims those not claimed yet, or whose claim's lease is over.
   *
   * @returns the ones that are ours to send, and how many somebody else holds who has not said what became of them
   */
  claim(claims: readonly MailClaim[], leaseUntil: string): Promise<{ ours: MailClaim[]; unsettled: number }>;
  /** Records what became of each mail. */
  settle(results: readonly { claim: MailClaim; delivery: Delivery }[]): Promise<void>;
  find(mail: MailId): Promise<MailRecord | undefined>;
  /** Every mail about a subject, in the order of their events. */
  listAbout(about: MailId['about']): Promise<MailRecord[]>;
  /** Puts a report on record with the state that follows from it. @throws Stale when another report came first */
  report(record: MailRecord, report: DeliveryReport, state: DeliveryState, event: EventDraft): Promise<void>;
  /**
   * Puts on record, once for an activation, that none of its approvers can be reached.
   *
   * @returns false when it is on record already
   */
  recordUnreachable(activationId: string, event: EventDraft): Promise<boolean>;
}
