import { createHash } from 'node:crypto';
import type { AuditEvent } from '#shared/domain/audit-event';
import { canonicalJson } from '#shared/domain/terms';

/** What the first event of a subject names as its predecessor. */
export const NO_PREDECESSOR = '';

/** What an event is known by to its successor: SHA-256 of its canonical JSON, `prev` included, base64url. */
export function hashEvent(event: AuditEvent): string {
  const { id, type, at, seq, actor, subject, details, prev } = event;
  return sha256(canonicalJson({ id, type, at, seq, actor, subject, details, prev }));
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
