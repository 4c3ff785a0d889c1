import { createHash, createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { rawSignature } from '#shared/decision-tokens/raw-signature';
import type { CheckpointSigner } from '#shared/ports/audit-seal';
import { checkpointInput } from './checkpoint-token.ts';

/** Signs checkpoints with a KMS key that only seal-audit may use. */
export function kmsCheckpointSigner(kms: KMSClient, keyId: string): CheckpointSigner {
  return {
    async sign(checkpoint) {
      const input = checkpointInput(keyId, checkpoint);
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
    async publicKey() {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
      if (!PublicKey) throw new Error(`KMS has no public key of ${keyId}.`);
      const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
      return { keyId, pem: key.export({ format: 'pem', type: 'spki' }).toString() };
    },
  };
}
