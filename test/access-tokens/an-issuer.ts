import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWTHeaderParameters, SignJWT } from 'jose';
import { createAccessTokenVerifier } from '#shared/access-tokens/verify-access-token';
import { serve } from '#test/infra/local/services';

/** What a token of the tests says, unless it is changed. */
interface TokenChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Partial<JWTHeaderParameters>;
  /** Key that signs it in place of the issuer's. */
  readonly key?: GenerateKeyPairResult['privateKey'] | Uint8Array;
}

/** 2026-11-22T12:00:00Z, in seconds. */
export const NOON_SECONDS = 1_795_348_800;
export const AUDIENCE = 'lapse';

/** An identity provider of its own for one test: what it is asked, what it answers, and tokens by its key. */
export async function startIssuer({ alg = 'RS256', kid = 'key-1' } = {}) {
  const keys = await generateKeyPair(alg, { extractable: true });
  const jwk = { ...(await exportJWK(keys.publicKey)), kid, alg, use: 'sig' };
  const asked: string[] = [];
  const answers: Record<string, unknown> = { '/jwks': { keys: [jwk] } };
  const { origin, close } = await serve((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const answer = answers[path];
    if (typeof answer === 'function') answer(response);
    else response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer));
  });
  answers['/.well-known/openid-configuration'] = { issuer: origin, jwks_uri: `${origin}/jwks` };

  function token({ claims = {}, header = {}, key = keys.privateKey }: TokenChanges = {}): Promise<string> {
    return new SignJWT({ iss: origin, sub: 'ada', aud: AUDIENCE, exp: NOON_SECONDS + 3600, ...claims })
      .setProtectedHeader({ alg, kid, typ: 'at+jwt', ...header })
      .sign(key);
  }
  return { issuer: origin, keys, jwk, asked, answers, close, token };
}

export type Issuer = Awaited<ReturnType<typeof startIssuer>>;

/** The check of a deployment that trusts these issuers. */
export const verifierOf = (...issuers: readonly Pick<Issuer, 'issuer'>[]) =>
  createAccessTokenVerifier(issuers.map(({ issuer }) => ({ issuer, audience: AUDIENCE })));
