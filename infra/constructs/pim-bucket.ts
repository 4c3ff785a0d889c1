import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

const CLOSED = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} as const;

interface PimBucketProps extends Pick<BucketProps, 'versioned' | 'objectLockEnabled' | 'objectLockDefaultRetention'> {
  readonly encryptionKey: IKey;
  /** Who asked for what is written down there. */
  readonly accessLogs: Bucket;
  readonly expiration?: Duration;
}

/** A bucket that outlives the stack: encrypted by a key of our own, closed to the public, TLS only, every access logged. */
export class PimBucket extends Bucket {
  constructor(scope: Construct, id: string, { accessLogs, expiration, ...props }: PimBucketProps) {
    super(scope, id, {
      ...CLOSED,
      ...props,
      encryption: BucketEncryption.KMS,
      bucketKeyEnabled: true,
      // The CDK's own class does not fit its own interface where optional properties are exact.
      serverAccessLogsBucket: accessLogs as IBucket,
      serverAccessLogsPrefix: `${id}/`,
      lifecycleRules: [forgetting(expiration)],
    });
  }
}

/** Where S3 logs who asked the other buckets for what; it writes such logs with keys of its own only. */
export class AccessLogs extends Bucket {
  constructor(scope: Construct, id: string, { logRetentionDays }: { logRetentionDays: number }) {
    super(scope, id, {
      ...CLOSED,
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [forgetting(Duration.days(logRetentionDays))],
    });
  }
}

function forgetting(expiration: Duration | undefined): LifecycleRule {
  return { abortIncompleteMultipartUploadAfter: Duration.days(1), ...(expiration && { expiration }) };
}
