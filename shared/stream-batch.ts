import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';

/** The new image of a record as a plain object; nothing for a removal. */
export function newImageOf(record: DynamoDBRecord): Record<string, unknown> | undefined {
  const image = record.dynamodb?.NewImage;
  // The types of the event and of the SDK describe the same JSON and differ in name only.
  return image && unmarshall(image as Parameters<typeof unmarshall>[0]);
}

/**
 * Works a batch off in order and answers where it stopped: the first record that fails and all after it come again,
 * so that the order within one activation is kept.
 */
export async function workOff(
  { Records }: DynamoDBStreamEvent,
  work: (record: DynamoDBRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  for (const record of Records) {
    try {
      await work(record);
    } catch (error) {
      console.error(`Record ${record.eventID} failed and will come again.`, error);
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}
