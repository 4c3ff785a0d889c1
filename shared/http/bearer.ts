import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { Refusal } from '#shared/domain/refusal';
import type { Session } from '#shared/domain/request-rules';

/** A claim that is not what its standard says counts as absent: a provider's oddity neither helps nor stops anybody. */
const orAbsent = <S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema), undefined);

/** The last second `Date` can write as text that sorts by time: the end of the year 9999. */
const LAST_SECOND = 253_402_300_799;

const Claims = v.looseObject({
  iss: v.string(),
  sub: v.string(),
  exp: v.number(),
  name: orAbsent(v.string()),
  email: orAbsent(v.string()),
  amr: orAbsent(v.array(v.string())),
  acr: orAbsent(v.string()),
  auth_time: orAbsent(v.pipe(v.number(), v.minValue(0), v.maxValue(LAST_SECOND))),
});
/** Claims of an access token, lists as lists. */
export type Claims = v.InferOutput<typeof Claims>;

const Context = v.object({
  jwt: v.object({ claims: v.looseObject({ iss: v.string(), sub: v.string(), exp: v.string() }) }),
});

/**
 * The claims of the bearer token API Gateway has just verified. They are decoded from the token itself, because the
 * authorizer's context flattens lists into text, and only after its issuer, subject and expiry were found equal there.
 *
 * @throws Refusal not_allowed when token and authorizer disagree: then nobody verified this token
 */
export function verifiedClaims(event: APIGatewayProxyEventV2): Claims {
  const token = event.headers.authorization?.replace(/^Bearer /i, '') ?? '';
  const context = v.safeParse(
    Context,
    'authorizer' in event.requestContext ? event.requestContext.authorizer : undefined,
  );
  const claims = v.safeParse(Claims, decode(token));
  if (!context.success || !claims.success) throw new Refusal('not_allowed');
  const { iss, sub, exp } = context.output.jwt.claims;
  const { output } = claims;
  if (output.iss !== iss || output.sub !== sub || String(output.exp) !== exp) throw new Refusal('not_allowed');
  return output;
}

/** How somebody signed in, as the claims say it (RFC 8176 `amr`, OpenID Connect `acr` and `auth_time`). */
export function sessionOf({ amr, acr, auth_time }: Claims, mfaAcrValues: string): Session {
  const mfa = (amr?.includes('mfa') ?? false) || (acr !== undefined && mfaAcrValues.split(' ').includes(acr));
  return { mfa, ...(auth_time === undefined ? {} : { authenticatedAt: new Date(auth_time * 1000).toISOString() }) };
}

function decode(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
