import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { Settings } from '../settings.ts';
import { type Granted, grantedBy } from './capability.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import type { PimTable } from './pim-table.ts';
import { signOnlyFor } from './sign-only-for.ts';

interface AuditSealProps {
  readonly table: PimTable;
  readonly settings: FunctionSettings & Pick<Settings, 'auditRetentionDays'>;
}

/** The hourly seal over the audit: a bucket nothing leaves before its time, and a key that signs nothing else. */
export class AuditSeal extends Construct {
  readonly bucket: Bucket;
  private readonly key: Key;

  constructor(scope: Construct, id: string, { table, settings }: AuditSealProps) {
    super(scope, id);
    this.bucket = createBucket(this, table.key, settings.auditRetentionDays);
    this.key = new Key(this, 'CheckpointKey', {
      description: 'Signs checkpoints of the audit of Lapse',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const seal = new PimFunction(this, 'Seal', {
      settings,
      path: 'schedule/seal-audit',
      uses: [table.reading, ...this.sealing(table)],
      memory: 512,
      timeout: Duration.minutes(5),
      alarm: { hurts: 'Auditors: what was recorded is not sealed, and could be changed without anybody noticing.' },
    });
    signOnlyFor(this.key, seal);
    new Schedule(this, 'EveryHour', {
      description: 'Seals what the audit recorded',
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      // The next one seals what this one missed.
      target: new LambdaInvoke(seal, { retryAttempts: 2, maxEventAge: Duration.minutes(30) }),
    });
  }

  private sealing(table: PimTable): Granted[] {
    const environment = { CHECKPOINT_KEY_ID: this.key.keyId, AUDIT_BUCKET: this.bucket.bucketName };
    return [
      grantedBy(
        'auditSeal',
        environment,
        { actions: ['kms:Sign', 'kms:GetPublicKey'], resources: [this.key.keyArn] },
        { actions: ['s3:PutObject', 's3:GetObject'], resources: [this.bucket.arnForObjects('*')] },
      ),
      { environment: {}, rights: table.putting('AUDIT') },
    ];
  }
}

/** Compliance mode: until its time is over nobody deletes or changes an object, not even the root user of the account. */
function createBucket(scope: Construct, encryptionKey: Key, retentionDays: number): Bucket {
  return new Bucket(scope, 'Bucket', {
    encryption: BucketEncryption.KMS,
    encryptionKey,
    bucketKeyEnabled: true,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(retentionDays)),
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
