import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyResult, jwtVerify } from 'jose';
import { isAccessTokenType } from './access-token-type.ts';
import { issuerKeys } from './issuer-keys.ts';

/** An identity provider whose tokens are taken, and whom they have to be for. */
export interface TrustedIssuer {
  readonly issuer: string;
  readonly audience: string;
}

/** What is certain of a token; the rest is read from the token itself. */
export interface VerifiedToken {
  readonly iss: string;
  readonly sub: string;
  /** Seconds since the epoch. */
  readonly exp: number;
}

export type VerifyAccessToken = (token: string, now: string) => Promise<VerifiedToken | undefined>;

/** Signatures only, and none that a public key could be taken for the secret of. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256'];
/** All that API Gateway lets through as headers, in bytes. */
const MOST_CHARACTERS = 10_240;

/**
 * Makes the check of access tokens (RFC 9068, RFC 8725): each issuer's tokens by its own keys and for its own audience,
 * without leeway in time.
 *
 * @param trusted each issuer once
 * @returns what is certain of the token at `now` (ISO 8601 UTC); nothing when it is not good, whatever is wrong with it
 * @throws KeysUnavailable when nobody can say, which must not let anybody in
 */
export function createAccessTokenVerifier(trusted: readonly TrustedIssuer[]): VerifyAccessToken {
  const known = new Map(
    trusted.map(({ issuer, audience }) => [issuer, { issuer, audience, keys: issuerKeys(issuer) }] as const),
  );

  return async (token, now) => {
    try {
      if (token.length > MOST_CHARACTERS) return undefined;
      // Only says which keys to try: the token is worth nothing before they have verified it.
      const claimed = known.get(String(decodeJwt(token).iss));
      return claimed && readVerified(await verifyBy(claimed, token, new Date(now)));
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };
}

function verifyBy({ issuer, audience, keys }: TrustedIssuer & { keys: JWTVerifyGetKey }, token: string, at: Date) {
  return jwtVerify(token, keys, {
    issuer,
    audience,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'exp'],
    currentDate: at,
  });
}

function readVerified({ payload, protectedHeader }: JWTVerifyResult<JWTPayload>): VerifiedToken | undefined {
  const { iss, sub, exp } = payload;
  if (!isAccessTokenType(protectedHeader)) return undefined;
  if (typeof iss !== 'string' || typeof sub !== 'string' || sub === '' || exp === undefined) return undefined;
  return { iss, sub, exp };
}
