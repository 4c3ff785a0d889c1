import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { signInKms } from '#shared/decision-tokens/kms-signature';
import type { CheckpointSigner } from '#shared/ports/audit-seal';
import { checkpointInput } from './checkpoint-token.ts';

/** Signs checkpoints with a KMS key that only seal-audit may use. */
export function kmsCheckpointSigner(kms: KMSClient, keyId: string): CheckpointSigner {
  return {
    sign: (checkpoint) => signInKms(kms, keyId, checkpointInput(keyId, checkpoint)),
    async publicKey() {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
      if (!PublicKey) throw new Error(`KMS has no public key of ${keyId}.`);
      const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
      return { keyId, pem: key.export({ format: 'pem', type: 'spki' }).toString() };
    },
  };
}
