import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { kmsCheckpointSigner } from '#shared/audit/kms-checkpoint-signer';
import { s3Vault } from '#shared/audit/s3-vault';
import { readEnvironment } from '#shared/config';
import { auditRetentionStore } from '#shared/dynamodb/audit-retention-store';
import { auditSealStore } from '#shared/dynamodb/audit-seal-store';
import { openTable } from '#shared/dynamodb/table';

/** What seals the audit; no other function can sign a checkpoint, write where they are kept, or remove an event. */
export function auditSealPorts() {
  const { TABLE_NAME } = readEnvironment('table');
  const { CHECKPOINT_KEY_ID, AUDIT_BUCKET, RETENTION_DAYS } = readEnvironment('auditSeal');
  const table = openTable(TABLE_NAME);
  return {
    auditSeals: auditSealStore(table, TABLE_NAME),
    auditRetention: auditRetentionStore(table, TABLE_NAME),
    retentionDays: RETENTION_DAYS,
    // By path, so that an endpoint without a name for each bucket serves as well.
    auditVault: s3Vault(new S3Client({ forcePathStyle: true }), AUDIT_BUCKET),
    checkpointSigner: kmsCheckpointSigner(new KMSClient(), CHECKPOINT_KEY_ID),
  };
}
