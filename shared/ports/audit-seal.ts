import type { Checkpoint } from '#shared/audit/checkpoint';
import type { AuditEvent } from '#shared/domain/audit-event';

/** How far the audit is sealed: the last checkpoint there is. */
export interface Sealed {
  readonly number: number;
  /** Hash of the checkpoint's text. */
  readonly hash: string;
  /** Every event before this instant is archived and sealed; ISO 8601 UTC. */
  readonly upTo: string;
}

export interface AuditSeals {
  last(): Promise<Sealed | undefined>;
  /** @throws Stale when another seal was faster */
  advance(next: Sealed, expecting: Sealed | undefined): Promise<void>;
  /** Events recorded from one instant on and before another, a page at a time; eventually consistent. */
  listRecorded(from: string, before: string): AsyncIterable<AuditEvent[]>;
}

/** Where nothing can be changed once it is there. */
export interface AuditVault {
  /** Keeps a text under a name. @returns what stands there: this text, or the one somebody kept before */
  keep(name: string, text: string): Promise<string>;
}

/** Signs checkpoints with a key that serves nothing else. */
export interface CheckpointSigner {
  /** @returns a compact JWS (RFC 7515) */
  sign(checkpoint: Checkpoint): Promise<string>;
  /** The public half as PEM, for whoever verifies, and the key's name. */
  publicKey(): Promise<{ readonly keyId: string; readonly pem: string }>;
}
