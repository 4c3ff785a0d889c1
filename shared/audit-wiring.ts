import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { kmsCheckpointSigner } from '#shared/audit/kms-checkpoint-signer';
import { s3Vault } from '#shared/audit/s3-vault';
import { readEnvironment } from '#shared/config';
import { auditSealStore } from '#shared/dynamodb/audit-seal-store';
import { openTable } from '#shared/dynamodb/table';

/** What seals the audit; no other function can sign a checkpoint, nor write where they are kept. */
export function auditSealPorts() {
  const { TABLE_NAME } = readEnvironment('table');
  const { CHECKPOINT_KEY_ID, AUDIT_BUCKET } = readEnvironment('auditSeal');
  return {
    auditSeals: auditSealStore(openTable(TABLE_NAME), TABLE_NAME),
    // By path, so that an endpoint without a name for each bucket serves as well.
    auditVault: s3Vault(new S3Client({ forcePathStyle: true }), AUDIT_BUCKET),
    checkpointSigner: kmsCheckpointSigner(new KMSClient(), CHECKPOINT_KEY_ID),
  };
}
