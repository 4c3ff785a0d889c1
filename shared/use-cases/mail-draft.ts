import type { DecisionLink } from '#shared/domain/decision-link';
import type { MailId } from '#shared/domain/delivery';
import type { Principal } from '#shared/domain/principal';
import type { Audience } from '#shared/mail/templates';
import type { Ports } from '#shared/ports';
import type { Mail } from '#shared/ports/mailer';

export type MailNeeds = Pick<
  Ports,
  | 'activations'
  | 'principals'
  | 'roles'
  | 'decisionLinks'
  | 'invitations'
  | 'mailClaims'
  | 'mailer'
  | 'linkMint'
  | 'randomText'
  | 'now'
> & {
  /** Origin of the pages of Lapse, `https://host`. */
  readonly publicOrigin: string;
  /** Waits for what others are about to store. */
  readonly pause: (milliseconds: number) => Promise<void>;
};

/** Somebody who is told: a person, or an address that stands in the settings; `id`: of the person, or a hash of the address. */
export interface Recipient {
  readonly id: string;
  readonly address: string;
  readonly audience: Audience;
}

type Words = Pick<Mail, 'subject' | 'text' | 'html'>;

/** A decision a mail asks for: of what event about what it is, its link, and the older links this one ends. */
export interface AskedDecision extends Omit<MailId, 'recipientId'> {
  readonly link: DecisionLink;
  readonly replaces: readonly DecisionLink[];
}

/** A mail to one recipient, to be claimed first and written only when it is ours to send. */
export interface MailDraft {
  readonly recipient: Recipient;
  /** What it asks the recipient to decide, each claimed by itself; absent for a mail that only tells. */
  readonly asks?: readonly AskedDecision[];
  /**
   * Writes the mail; nothing when there is nothing to say any more.
   *
   * @param ours of what it asks, what nobody else has claimed
   */
  readonly write: (ours: readonly AskedDecision[]) => Words | Promise<Words | undefined>;
}

/** All mails one event leads to; `about` says whose partition they are on record in. */
export interface MailPlan {
  readonly about: MailId['about'];
  readonly drafts: readonly MailDraft[];
}

/** Those people who have an address, each once and in the audience that comes first; no cap on how many (NOT-1). */
export function recipientsAmong(people: readonly (readonly [Audience, readonly Principal[]])[]): Recipient[] {
  const recipients = new Map<string, Recipient>();
  for (const [audience, principals] of people)
    for (const { id, email } of principals)
      if (email !== undefined && !recipients.has(id)) recipients.set(id, { id, address: email, audience });
  return [...recipients.values()];
}
