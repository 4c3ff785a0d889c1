import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import { WEB_CLIENT } from '../template-origins.ts';
import { assuranceOf, MFA, PASSWORD } from './assurance.ts';
import { type Directory, EVALUATE_SCOPE } from './configuration.ts';
import type { SigningKey } from './signing-key.ts';

export interface TokenRequest {
  /** A person or a workload of the directory. */
  readonly subject: string;
  /** Whether a second factor was used. */
  readonly mfa?: boolean | undefined;
  /** The authentication context it shows, instead of what `mfa` says. */
  readonly acr?: string | undefined;
  readonly authenticatedMinutesAgo?: number | undefined;
  readonly scopes?: readonly string[] | undefined;
  readonly audience?: string;
  readonly expiresInMinutes?: number;
}

/** Signs the access token somebody would have got by signing in, for tests and the control page. */
export async function mintToken(
  request: TokenRequest,
  { issuer, audience, workloads, key }: Directory & { issuer: string; key: SigningKey },
): Promise<string> {
  const { subject, expiresInMinutes = 60 } = request;
  const isWorkload = workloads.some((workload) => workload.subject === subject);
  const now = Math.floor(Date.now() / 1000);
  const claims = isWorkload ? workloadClaims(request) : personClaims(request, now);

  return new SignJWT({ ...claims, jti: randomUUID() })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt' })
    .setIssuer(issuer)
    .setSubject(subject)
    .setAudience(request.audience ?? audience)
    .setIssuedAt(now)
    .setExpirationTime(now + Math.round(expiresInMinutes * 60))
    .sign(await importJWK(key, key.alg));
}

function workloadClaims({ subject, scopes = [EVALUATE_SCOPE] }: TokenRequest) {
  return { client_id: subject, scope: scopes.join(' ') };
}

function personClaims(request: TokenRequest, now: number) {
  const { mfa = false, acr, authenticatedMinutesAgo = 0, scopes = ['openid'] } = request;
  return {
    ...(acr === undefined ? (mfa ? MFA : PASSWORD) : assuranceOf(acr)),
    auth_time: Math.floor(now - authenticatedMinutesAgo * 60),
    client_id: WEB_CLIENT,
    scope: scopes.join(' '),
  };
}
