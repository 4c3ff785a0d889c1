import type { ChangeRecord } from './dynamodb/engine.ts';
import { REGION } from './template.ts';

/** A change as a function gets it (DynamoDB Streams, new and old images). */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventSourceARN: string;
  readonly dynamodb: { readonly SequenceNumber: string; readonly [more: string]: unknown };
  readonly [more: string]: unknown;
}

/** Writes the stream's record of a change; `sequence` grows by one with each record. */
export function streamRecord(change: ChangeRecord, sequence: number, eventSourceARN: string): StreamRecord {
  const { keys, oldImage, newImage, at, userIdentity } = change;
  return {
    eventID: `local-${sequence}`,
    eventName: newImage ? (oldImage ? 'MODIFY' : 'INSERT') : 'REMOVE',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: REGION,
    eventSourceARN,
    ...(userIdentity && { userIdentity }),
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1000),
      Keys: keys,
      ...(newImage && { NewImage: newImage }),
      ...(oldImage && { OldImage: oldImage }),
      SequenceNumber: String(sequence).padStart(21, '0'),
      SizeBytes: JSON.stringify([keys, newImage, oldImage]).length,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
  };
}
