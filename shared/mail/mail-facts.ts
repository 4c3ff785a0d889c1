import type { Activation, Outcome } from '#shared/domain/activation';
import type { Actor } from '#shared/domain/audit-event';
import type { Ask } from './letter.ts';

/** What a mail is written from. */
export interface MailFacts {
  readonly activation: Activation;
  /** When the event happened; ISO 8601 UTC. */
  readonly at: string;
  /** Who caused it. */
  readonly actor: Actor;
  /** The approver's own links; mails that ask for a decision cannot be written without. */
  readonly ask?: Ask;
}

/** When the access ends or ended; nothing when none was ever given. */
export function endOf({ activation }: MailFacts): string | undefined {
  return 'endsAt' in activation ? activation.endsAt : undefined;
}

export function outcomeOf({ activation }: MailFacts): Outcome | undefined {
  return 'outcome' in activation ? activation.outcome : undefined;
}
