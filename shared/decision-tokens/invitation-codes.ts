import { createHash } from 'node:crypto';
import { composeCode, INVITATION_SECRET_BYTES } from '#shared/domain/invitation';
import type { RandomText } from '#shared/ports';

/** Draws the one-time code of an invitation; it stands in the mail alone. */
export function newInvitationCode(principalId: string, randomText: RandomText): string {
  return composeCode(principalId, randomText(INVITATION_SECRET_BYTES));
}

/** What the table knows of a code: SHA-256, base64url; 128 random bits need no key. */
export function hashInvitationCode(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
