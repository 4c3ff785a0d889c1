import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { Refusal } from '#shared/domain/refusal';
import type { Session } from '#shared/domain/request-rules';
import { bearerToken } from './bearer-token.ts';

/** A claim that is not what its standard says counts as absent: a provider's oddity neither helps nor stops anybody. */
const orAbsent = <S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema), undefined);

/** The last second `Date` can write as text that sorts by time: the end of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** A text of names divided by spaces (RFC 8693), or a list of them. */
const Scopes = v.union([v.string(), v.array(v.string())]);

const Claims = v.looseObject({
  iss: v.string(),
  sub: v.string(),
  exp: v.number(),
  name: orAbsent(v.string()),
  email: orAbsent(v.string()),
  amr: orAbsent(v.array(v.string())),
  acr: orAbsent(v.string()),
  auth_time: orAbsent(v.pipe(v.number(), v.minValue(0), v.maxValue(LAST_SECOND))),
  scope: orAbsent(Scopes),
  scp: orAbsent(Scopes),
});
/** Claims of an access token, lists as lists. */
export type Claims = v.InferOutput<typeof Claims>;

const Vouched = v.looseObject({ iss: v.string(), sub: v.string(), exp: v.string() });
/** What vouches for a token: API Gateway's own authorizer of one issuer, or our function for several. */
const Context = v.union([
  v.pipe(
    v.object({ jwt: v.object({ claims: Vouched }) }),
    v.transform(({ jwt }) => jwt.claims),
  ),
  v.pipe(
    v.object({ lambda: Vouched }),
    v.transform(({ lambda }) => lambda),
  ),
]);

/** What our function says of a token that is not good: nothing of whose it is. */
const RefusedToken = v.object({ lambda: v.object({ refused: v.string() }) });

/**
 * The claims of the bearer token an authorizer has verified. They are decoded from the token itself, because the
 * authorizer's context flattens lists into text, and only after its issuer, subject and expiry were found equal there.
 * The expiry is compared with the clock once more: API Gateway keeps the answer of our own authorizer for a while.
 *
 * @param now ISO 8601 UTC
 * @throws Refusal token_not_valid when the authorizer found it so | token_expired | not_allowed when token and authorizer
 * disagree: then nobody verified this token
 */
export function verifiedClaims(event: APIGatewayProxyEventV2, now: string): Claims {
  const vouched = 'authorizer' in event.requestContext ? event.requestContext.authorizer : undefined;
  if (v.is(RefusedToken, vouched)) throw new Refusal('token_not_valid');
  const context = v.safeParse(Context, vouched);
  const claims = v.safeParse(Claims, decode(bearerToken(event.headers.authorization)));
  if (!context.success || !claims.success) throw new Refusal('not_allowed');
  const { iss, sub, exp } = context.output;
  const { output } = claims;
  if (output.iss !== iss || output.sub !== sub || String(output.exp) !== exp) throw new Refusal('not_allowed');
  // Written so that a time nobody can read refuses.
  if (!(Date.parse(now) / 1000 < output.exp)) throw new Refusal('token_expired');
  return output;
}

/**
 * Refuses a token that has none of the scopes; asked of every token, because only API Gateway's own authorizer looks at
 * scopes.
 *
 * @throws Refusal scope_missing
 */
export function refuseWithoutScope({ scope, scp }: Claims, wanted: readonly string[]): void {
  const held = [scope, scp].flatMap((given) => (typeof given === 'string' ? given.split(' ') : (given ?? [])));
  if (!wanted.some((one) => held.includes(one))) throw new Refusal('scope_missing', { scopes: wanted });
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
