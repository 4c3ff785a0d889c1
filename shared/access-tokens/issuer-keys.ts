import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import * as v from 'valibot';

/** Longest wait for a document of the identity provider; both of them fit into the ten seconds API Gateway waits. */
const TIMEOUT = 3_000;
/** A key taken back is honoured no longer than this; a new one is fetched when it is first met. */
const KEYS_KEPT = 60 * 60_000;
/** Tokens with keys nobody knows make us ask no more often than this. */
const KEYS_PAUSE = 30_000;
const DISCOVERY_KEPT = 24 * 60 * 60_000;
/** So long nobody asks an identity provider again that has just failed. */
const FAILURE_KEPT = 10_000;

const isSafe = (address: string) => {
  const url = URL.parse(address);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname));
};
/** OpenID Connect Discovery 1.0, section 3. */
const Discovery = v.object({ issuer: v.string(), jwks_uri: v.pipe(v.string(), v.check(isSafe)) });

/** The keys of an issuer cannot be had: nobody can say whether its tokens are genuine. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/**
 * Finds the public key of a token among those of one issuer, which are found by discovery and kept. Nothing a token says
 * of where its key is to be found (`jku`, `x5u`, `jwk`) is looked at.
 *
 * @throws KeysUnavailable when the identity provider does not answer, or not as one; JOSEError when it has no such key
 */
export function issuerKeys(issuer: string): JWTVerifyGetKey {
  let found: { keySet: Promise<KeySet>; until: number } | undefined;

  function keySetOf(): Promise<KeySet> {
    if (found && Date.now() < found.until) return found.keySet;
    const looked = { keySet: discover(issuer), until: Date.now() + DISCOVERY_KEPT };
    looked.keySet.catch(() => {
      looked.until = Date.now() + FAILURE_KEPT;
    });
    found = looked;
    return looked.keySet;
  }

  return async (header, token) => {
    try {
      const keySet = await keySetOf();
      return await keySet(header, token);
    } catch (error) {
      if (isFaultOfToken(error)) throw error;
      throw new KeysUnavailable(`The keys of ${issuer} cannot be fetched.`, { cause: error });
    }
  };
}

const isFaultOfToken = (error: unknown) =>
  [errors.JWKSNoMatchingKey, errors.JWKSMultipleMatchingKeys, errors.JOSENotSupported].some(
    (fault) => error instanceof fault,
  );

async function discover(issuer: string): Promise<KeySet> {
  const response = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (response.status !== 200) throw new Error(`Discovery was answered ${response.status}.`);
  const document = v.parse(Discovery, await response.json());
  if (document.issuer !== issuer) throw new Error('The discovery document is that of another issuer.');
  const keySet = createRemoteJWKSet(new URL(document.jwks_uri), {
    timeoutDuration: TIMEOUT,
    cacheMaxAge: KEYS_KEPT,
    cooldownDuration: KEYS_PAUSE,
  });
  await keySet.reload();
  return keySet;
}
