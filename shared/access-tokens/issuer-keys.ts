import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import * as v from 'valibot';
import { discover, SafeAddress, TIMEOUT } from './discovery.ts';
import { kept } from './kept.ts';
import { KeysUnavailable } from './keys-unavailable.ts';

/** A key taken back is honoured no longer than this; a new one is fetched when it is first met. */
const KEYS_KEPT = 60 * 60_000;
/** Tokens with keys nobody knows make us ask no more often than this. */
const KEYS_PAUSE = 30_000;

const Discovery = v.object({ jwks_uri: SafeAddress });

type KeySet = ReturnType<typeof createRemoteJWKSet>;

/**
 * Finds the public key of a token among those of one issuer, which are found by discovery and kept. Nothing a token says
 * of where its key is to be found (`jku`, `x5u`, `jwk`) is looked at.
 *
 * @throws KeysUnavailable when the identity provider does not answer, or not as one; JOSEError when it has no such key
 */
export function issuerKeys(issuer: string): JWTVerifyGetKey {
  const keySetOf = kept(() => fetchKeys(issuer));

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

async function fetchKeys(issuer: string): Promise<KeySet> {
  const { jwks_uri } = await discover(issuer, Discovery);
  const keySet = createRemoteJWKSet(new URL(jwks_uri), {
    timeoutDuration: TIMEOUT,
    cacheMaxAge: KEYS_KEPT,
    cooldownDuration: KEYS_PAUSE,
  });
  await keySet.reload();
  return keySet;
}
