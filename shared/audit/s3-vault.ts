import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { AuditVault } from '#shared/ports/audit-seal';

/** Names S3 gives to "there is one already" and "somebody is putting one right now". */
const TAKEN = ['PreconditionFailed', 'ConditionalRequestConflict'];

/** A bucket with Object Lock: what is put is never put over, and its retention is the bucket's. */
export function s3Vault(s3: S3Client, bucket: string): AuditVault {
  return {
    async keep(name, text) {
      try {
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: text, IfNoneMatch: '*' }));
        return text;
      } catch (error) {
        if (!(error instanceof Error) || !TAKEN.includes(error.name)) throw error;
      }
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
      return (await Body?.transformToString()) ?? '';
    },
  };
}
