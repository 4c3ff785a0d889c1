import { createHash } from 'node:crypto';
import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { LinkMint } from '#shared/ports';
import { signingInput } from './link-token.ts';
import { rawSignature } from './raw-signature.ts';

/**
 * Makes decision links whose key never leaves KMS: whoever can read mails, table or code still cannot make one.
 *
 * @param keyId names the key to KMS and, as `kid`, to those who verify
 * @param issuer the public origin, `https://host`
 */
export function createKmsLinkMint({ kms, keyId, issuer }: KmsLinkMint): LinkMint {
  return {
    async mint(claims) {
      const input = signingInput(keyId, issuer, claims);
      const { Signature } = await kms.send(
        new SignCommand({
          KeyId: keyId,
          Message: createHash('sha256').update(input).digest(),
          MessageType: 'DIGEST',
          SigningAlgorithm: 'ECDSA_SHA_256',
        }),
      );
      if (!Signature) throw new Error('KMS answered without a signature.');
      return `${input}.${Buffer.from(rawSignature(Signature)).toString('base64url')}`;
    },
  };
}

interface KmsLinkMint {
  readonly kms: KMSClient;
  readonly keyId: string;
  readonly issuer: string;
}
