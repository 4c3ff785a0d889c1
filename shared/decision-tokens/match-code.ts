import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RandomText } from '#shared/ports';

/** No vowels (nor Y), so that no words appear; none of 0 O D Q, 1 I L, 2 Z, 5 S, 8 B, U V, which people mix up. */
const ALPHABET = 'CFGHJKMNPRTWX34679';
const LENGTH = 4;
const BYTES_DRAWN = 64;
/** Bytes from here on would make the first letters likelier than the others. */
const FAIR_BYTES = 256 - (256 % ALPHABET.length);

/** Draws the code that stands in the mail's body, every code equally likely: 18⁴ ≈ 105,000, against 5 tries. */
export function newMatchCode(randomText: RandomText): string {
  const drawn = Buffer.from(randomText(BYTES_DRAWN), 'base64url');
  const letters = [...drawn].filter((byte) => byte < FAIR_BYTES).map((byte) => ALPHABET.charAt(byte % ALPHABET.length));
  if (letters.length < LENGTH) throw new Error('The source of randomness gives too little.');
  return letters.slice(0, LENGTH).join('');
}

/**
 * What the table knows of a code: HMAC-SHA-256 keyed with the link's `jti`, base64url. Without the link, of which the
 * table has only a hash, the few codes there are cannot be tried out.
 */
export function hashMatchCode(jti: string, code: string): string {
  return createHmac('sha256', jti).update(code.trim().toUpperCase()).digest('base64url');
}

/** Tells whether this is the code of the mail, however it is capitalized; takes the same time wherever it differs. */
export function isMatchCode(jti: string, code: string, codeHash: string): boolean {
  const typed = Buffer.from(hashMatchCode(jti, code));
  const expected = Buffer.from(codeHash);
  return typed.length === expected.length && timingSafeEqual(typed, expected);
}
