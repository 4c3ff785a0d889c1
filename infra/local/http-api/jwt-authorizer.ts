import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Authorization, JwtRule } from './authorizers.ts';

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/** API Gateway takes tokens signed with RSA only. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512'];

/** Makes API Gateway's JWT authorizer: it finds the issuer's keys by discovery, once, and checks every token by them. */
export function createJwtAuthorizer() {
  const keySets = new Map<string, Promise<KeySet>>();

  function keySetOf(issuer: string): Promise<KeySet> {
    const keySet = keySets.get(issuer) ?? discoverKeys(issuer);
    keySets.set(issuer, keySet);
    keySet.catch(() => keySets.delete(issuer));
    return keySet;
  }

  return async function authorize(header: string | undefined, rule: JwtRule): Promise<Authorization> {
    const token = header?.replace(/^Bearer\s+/i, '').trim();
    if (!token) return { allowed: false, status: 401, challenge: 'Bearer' };
    try {
      const { payload } = await jwtVerify(token, await keySetOf(rule.issuer), {
        issuer: rule.issuer,
        audience: [...rule.audience],
        algorithms: ALGORITHMS,
        requiredClaims: ['exp'],
      });
      return authorizeScopes(payload, rule.scopes);
    } catch (error) {
      const challenge = `Bearer scope="" error="invalid_token" error_description="${describe(error)}"`;
      return { allowed: false, status: 401, challenge };
    }
  };
}

async function discoverKeys(issuer: string): Promise<KeySet> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const document: unknown = await response.json();
  const address = Object(document).jwks_uri;
  return createRemoteJWKSet(new URL(String(address)));
}

function authorizeScopes(payload: JWTPayload, wanted: readonly string[]): Authorization {
  const held = scopesOf(payload);
  const granted = wanted.filter((scope) => held.includes(scope));
  if (wanted.length > 0 && granted.length === 0) {
    const scope = wanted.join(' ');
    const challenge = `Bearer scope="${scope}" error="insufficient_scope" error_description="the token has none of the scopes"`;
    return { allowed: false, status: 403, challenge };
  }
  const claims = Object.entries(payload).map(([name, value]) => [name, flatten(value)]);
  return {
    allowed: true,
    context: { jwt: { claims: Object.fromEntries(claims), scopes: wanted.length > 0 ? granted : null } },
  };
}

function scopesOf({ scope, scp }: JWTPayload): string[] {
  const value = scope ?? scp ?? '';
  return Array.isArray(value) ? value.map(String) : String(value).split(' ');
}

/** Claims reach the function as text only, lists as `[a b]`. */
function flatten(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatten).join(' ')}]`;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function describe(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `the token has an invalid ${error.claim}`;
  if (error instanceof errors.JOSEError) return 'the token is malformed or its signature is invalid';
  return 'OIDC discovery endpoint communication error';
}
