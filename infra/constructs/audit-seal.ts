import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { type Bucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { retiredPartitions } from '#shared/dynamodb/retired-partitions';
import type { Settings } from '../settings.ts';
import { type Granted, grantedBy } from './capability.ts';
import { PimBucket } from './pim-bucket.ts';
import { type FunctionSettings, PimFunction } from './pim-function.ts';
import { PimSchedule } from './pim-schedule.ts';
import type { PimTable } from './pim-table.ts';
import { refusedToOthers } from './refused-to-others.ts';

/** Everything that puts, removes or unlocks an object. */
const WRITING = [
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
  's3:BypassGovernanceRetention',
];

interface AuditSealProps {
  readonly table: PimTable;
  readonly settings: FunctionSettings & Pick<Settings, 'auditRetentionDays' | 'retentionDays'>;
  readonly accessLogs: Bucket;
}

/** The hourly seal over the audit: a bucket nothing leaves before its time, and a key that signs nothing else. */
export class AuditSeal extends Construct {
  readonly bucket: Bucket;
  private readonly key: Key;

  constructor(scope: Construct, id: string, { table, settings, accessLogs }: AuditSealProps) {
    super(scope, id);
    this.bucket = new PimBucket(this, 'Bucket', {
      encryptionKey: table.key,
      accessLogs,
      versioned: true,
      objectLockEnabled: true,
      // Compliance mode: until its time is over nobody deletes or changes an object, not even the root user.
      objectLockDefaultRetention: ObjectLockRetention.compliance(Duration.days(settings.auditRetentionDays)),
    });
    this.key = new Key(this, 'CheckpointKey', {
      description: 'Signs checkpoints of the audit of Lapse',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const seal = new PimFunction(this, 'Seal', {
      settings,
      path: 'schedule/seal-audit',
      uses: [table.reading, ...this.sealing(table, settings.retentionDays)],
      memory: 512,
      timeout: Duration.minutes(5),
      failedCalls: 'The next hour seals what this one missed: it reads from the table how far it came.',
      alarm: { hurts: 'Auditors: what was recorded is not sealed, and could be changed without anybody noticing.' },
    });
    this.key.addToResourcePolicy(refusedToOthers(seal, ['kms:Sign'], ['*']));
    // Object Lock keeps every version of an object, but not its name, and a plain copy of the bucket takes the newest.
    this.bucket.addToResourcePolicy(refusedToOthers(seal, WRITING, [this.bucket.arnForObjects('*')]));
    // Whoever verifies needs the key from a better place than the bucket it sealed.
    new CfnOutput(Stack.of(this), 'CheckpointKeyId', { value: this.key.keyId });
    new PimSchedule(this, 'EveryHour', {
      description: 'Seals what the audit recorded',
      calls: seal,
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      // The next one seals what this one missed.
      retries: { retryAttempts: 2, maxEventAge: Duration.minutes(30) },
    });
  }

  private sealing(table: PimTable, retentionDays: number): Granted[] {
    const environment = {
      CHECKPOINT_KEY_ID: this.key.keyId,
      AUDIT_BUCKET: this.bucket.bucketName,
      RETENTION_DAYS: String(retentionDays),
    };
    return [
      grantedBy(
        'auditSeal',
        environment,
        { actions: ['kms:Sign', 'kms:GetPublicKey'], resources: [this.key.keyArn] },
        {
          actions: ['s3:PutObject', 's3:GetObject'],
          resources: [this.bucket.arnForObjects('*')],
          wildcardBecause:
            'Checkpoints are named by their time. All are in this one bucket, where nobody can change or remove them.',
        },
      ),
      { environment: {}, rights: [...table.putting('AUDIT'), ...table.removing(retiredPartitions)] },
    ];
  }
}
