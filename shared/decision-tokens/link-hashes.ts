import { createHash } from 'node:crypto';
import { canonicalJson, type Terms } from '#shared/domain/terms';

/** What the table knows of a link instead of its `jti`: SHA-256, base64url. */
export function hashJti(jti: string): string {
  return sha256(jti);
}

/** Binds a link to the very terms the mail showed: SHA-256 of their canonical JSON, base64url. */
export function hashTerms(terms: Terms): string {
  return sha256(canonicalJson(terms));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
