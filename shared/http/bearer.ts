import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { isAccessTokenType } from '#shared/access-tokens/access-token-type';
import { Refusal } from '#shared/domain/refusal';
import type { Session } from '#shared/domain/request-rules';
import { bearerToken } from './bearer-token.ts';

/** A claim that is not what its standard says counts as absent: a provider's oddity neither helps nor stops anybody. */
const orAbsent = <S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema), undefined);

/** Parts of a JWS in compact form (RFC 7515 §7.1). */
const [HEADER, PAYLOAD] = [0, 1];

/** The last second `Date` can write as text that sorts by time: the end of the year 9999. */
const LAST_SECOND = 253_402_300_799;
/** Seconds since 1970. */
const Seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(LAST_SECOND));
/** Some providers can add claims as text only. */
const SecondsOrDigits = v.union([Seconds, v.pipe(v.string(), v.regex(/^\d{1,12}$/), v.transform(Number), Seconds)]);

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
 * @throws Refusal token_not_valid when the authorizer found it so, or it says it is no access token | token_expired |
 *   not_allowed when token and authorizer disagree: then nobody verified this token
 */
export function verifiedClaims(event: APIGatewayProxyEventV2, now: string): Claims {
  const vouched = 'authorizer' in event.requestContext ? event.requestContext.authorizer : undefined;
  if (v.is(RefusedToken, vouched)) throw new Refusal('token_not_valid');
  const context = v.safeParse(Context, vouched);
  const token = bearerToken(event.headers.authorization);
  const claims = claimsIn(token);
  if (!context.success || !claims) throw new Refusal('not_allowed');
  // API Gateway's own authorizer does not look at it.
  if (!isAccessTokenType(decode(token, HEADER))) throw new Refusal('token_not_valid');
  const { iss, sub, exp } = context.output;
  if (claims.iss !== iss || claims.sub !== sub || String(claims.exp) !== exp) throw new Refusal('not_allowed');
  // Written so that a time nobody can read refuses.
  if (!(Date.parse(now) / 1000 < claims.exp)) throw new Refusal('token_expired');
  return claims;
}

/** The claims of a token somebody else has verified; nothing when they are none. */
export function claimsIn(token: string): Claims | undefined {
  const claims = v.safeParse(Claims, decode(token, PAYLOAD));
  return claims.success ? claims.output : undefined;
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

/** Which claims of a deployment's tokens tell of a second factor, and of when. */
export interface MfaClaims {
  /** `name=value` each; one of them is enough. */
  readonly MFA_CLAIMS: readonly string[];
  /** The claim with the time of the sign-in, in seconds since 1970. */
  readonly MFA_TIME_CLAIM: string;
  /** Authentication contexts that roles may ask for. */
  readonly AUTHENTICATION_CONTEXTS: readonly string[];
}

/**
 * How somebody signed in, as the claims say it (RFC 8176 `amr`, OpenID Connect `acr` and `auth_time`, or whatever the
 * deployment names). A token without those claims has no second factor, and no time.
 */
export function sessionOf(claims: Claims, mfaClaims: MfaClaims): Session {
  const { MFA_CLAIMS, MFA_TIME_CLAIM, AUTHENTICATION_CONTEXTS } = mfaClaims;
  const mfa = MFA_CLAIMS.some((wanted) => hasClaim(claims, wanted));
  const contexts = AUTHENTICATION_CONTEXTS.filter((context) => isOfContext(claims, context, MFA_CLAIMS));
  const time = v.safeParse(SecondsOrDigits, ownClaim(claims, MFA_TIME_CLAIM));
  const ofContexts = contexts.length > 0 ? { contexts } : {};
  return {
    mfa,
    ...ofContexts,
    ...(time.success ? { authenticatedAt: new Date(time.output * 1000).toISOString() } : {}),
  };
}

/** By the claims the deployment names for it; where it names none, by the standard's `acr`. */
function isOfContext(claims: Claims, context: string, mfaClaims: readonly string[]): boolean {
  const named = mfaClaims.filter((claim) => claim.slice(claim.indexOf('=') + 1) === context);
  return (named.length > 0 ? named : [`acr=${context}`]).some((wanted) => hasClaim(claims, wanted));
}

/** Tells whether a token has a claim `name=value`; a list counts when it holds the value. */
export function hasClaim(claims: Claims, wanted: string): boolean {
  const divider = wanted.indexOf('=');
  if (divider < 1) return false;
  const value = wanted.slice(divider + 1);
  const given = ownClaim(claims, wanted.slice(0, divider));
  return Array.isArray(given) ? given.includes(value) : given === value || (given === true && value === 'true');
}

/** A name is never that of what every object has. */
function ownClaim(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

function decode(token: string, part: number): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[part] ?? '', 'base64url').toString());
  } catch {
    return undefined;
  }
}
