import type { Activation } from '#shared/domain/activation';
import type { AuditEvent } from '#shared/domain/audit-event';

type Subject = AuditEvent['subject'];

/** Takes what is older than anybody has to keep out of the table; the archive keeps it. */
export interface AuditRetention {
  /** Everything recorded before this instant was looked at; ISO 8601 UTC. Nothing yet: undefined. */
  cameTo(): Promise<string | undefined>;
  advance(cameTo: string): Promise<void>;
  /** The newest event about a subject. */
  findNewest(subject: Subject): Promise<AuditEvent | undefined>;
  find(subject: Subject, seq: number): Promise<AuditEvent | undefined>;
  /** Removes a chain up to and with one event, oldest first: what is left after a crash is the end of the chain. */
  removeUpTo(subject: Subject, seq: number): Promise<void>;
  /** Removes a closed activation and all that stands with it, but its events. */
  removeRecord(activation: Activation): Promise<void>;
}
