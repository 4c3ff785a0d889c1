import { createLinkVerifier } from '#shared/decision-tokens/verify-link';
import type { LinkClaims } from '#shared/ports/decision-links';
import { newLinkKey } from './fake-kms.ts';

export const ORIGIN = 'https://lapse.example';
export const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const NOON = '2026-11-22T12:00:00.000Z';
export const NOON_SECONDS = Date.parse(NOON) / 1000;

/** What grace may decide until one o'clock. */
export const claims: LinkClaims = {
  sub: 'prn_grace',
  jti: 'q83vEjRWeJCrze8SNFZ4kA',
  rid: 'act_1',
  rev: 1,
  th: 'nZ3qXo0cEsLhbE8P1yOQ9JwGtn0YV2cMQbQeI0mU9dE',
  act: ['approve', 'deny'],
  exp: NOON_SECONDS + 3600,
  nbf: NOON_SECONDS,
};

export const key = newLinkKey();
export const verifier = createLinkVerifier({ publicKeys: { [KEY_ID]: key.spki }, issuer: ORIGIN });
