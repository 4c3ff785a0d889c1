import { createHash } from 'node:crypto';
import { type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { rawSignature } from './raw-signature.ts';

/**
 * Signs a JWS with a key that never leaves KMS: whoever can read mails, table or code still cannot sign.
 *
 * @param input header and payload, each base64url, joined (RFC 7515 §5.1)
 * @returns the compact JWS, ES256
 */
export async function signInKms(kms: KMSClient, keyId: string, input: string): Promise<string> {
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
}
