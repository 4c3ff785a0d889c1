import * as v from 'valibot';
import type { LinkClaims } from '#shared/ports/decision-links';

/** Longer tokens are refused unread. */
export const MOST_TOKEN_CHARACTERS = 2048;
export const ALGORITHM = 'ES256';
const TYPE = 'pim-decision+jwt';
const AUDIENCE = 'lapse-decision';

/** The whole header: anything more (`jku`, `jwk`, `crit` …) is not ours (RFC 8725 §3.10). */
export const LinkHeader = v.strictObject({ alg: v.literal(ALGORITHM), typ: v.literal(TYPE), kid: v.string() });

const whole = v.pipe(v.number(), v.safeInteger());

/** Claims as they stand in the token: who made it for whom, which is checked here, and the link's own, which come out. */
export function linkPayload(issuer: string) {
  return v.pipe(
    v.strictObject({
      iss: v.literal(issuer),
      aud: v.literal(AUDIENCE),
      sub: v.string(),
      jti: v.string(),
      rid: v.string(),
      rev: whole,
      th: v.string(),
      act: v.pipe(v.array(v.picklist(['approve', 'deny'])), v.minLength(1), v.maxLength(2)),
      exp: whole,
      nbf: whole,
    }),
    v.transform(({ iss: _iss, aud: _aud, ...claims }) => claims),
  );
}

/** Header and claims of a token, each base64url, joined: what is signed (RFC 7515 §5.1). */
export function signingInput(keyId: string, issuer: string, claims: LinkClaims): string {
  const { sub, jti, rid, rev, th, act, exp, nbf } = claims;
  const payload = { iss: issuer, aud: AUDIENCE, sub, jti, rid, rev, th, act, exp, nbf };
  return `${base64url({ alg: ALGORITHM, typ: TYPE, kid: keyId })}.${base64url(payload)}`;
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
