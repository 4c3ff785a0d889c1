import type { KMSClient } from '@aws-sdk/client-kms';
import type { LinkMint } from '#shared/ports';
import { signInKms } from './kms-signature.ts';
import { signingInput } from './link-token.ts';

/**
 * Makes decision links by a key in KMS.
 *
 * @param keyId names the key to KMS and, as `kid`, to those who verify
 * @param issuer the public origin, `https://host`
 */
export function createKmsLinkMint({ kms, keyId, issuer }: KmsLinkMint): LinkMint {
  return { mint: (claims) => signInKms(kms, keyId, signingInput(keyId, issuer, claims)) };
}

interface KmsLinkMint {
  readonly kms: KMSClient;
  readonly keyId: string;
  readonly issuer: string;
}
