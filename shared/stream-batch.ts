import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';

/** The new image of a record as a plain object; nothing for a removal. */
export function newImageOf(record: DynamoDBRecord): Record<string, unknown> | undefined {
  const image = record.dynamodb?.NewImage;
  // The types of the event and of the SDK describe the same JSON and differ in name only.
  return image && unmarshall(image as Parameters<typeof unmarshall>[0]);
}

/** Thrown by work that waits for somebody outside, perhaps for hours: what concerns others does not wait with it. */
export class OthersGoOn extends Error {
  override readonly name = 'OthersGoOn';
}

/**
 * Works a batch off in order and answers where it stopped: the first record that fails and all after it come again,
 * so that the order within one activation is kept.
 *
 * @param concerns what a record is about; where work throws {@link OthersGoOn}, those about something else are worked off all
 *   the same, and come again with it: doing them twice has to be harmless
 */
export async function workOff(
  { Records }: DynamoDBStreamEvent,
  work: (record: DynamoDBRecord) => Promise<void>,
  concerns: (record: DynamoDBRecord) => string = () => '',
): Promise<DynamoDBBatchResponse> {
  const waiting = new Set<string>();
  const failed: DynamoDBRecord[] = [];
  for (const record of Records) {
    if (waiting.has(concerns(record))) continue;
    try {
      await work(record);
    } catch (error) {
      console.error(`Record ${record.eventID} failed and will come again.`, error);
      failed.push(record);
      if (!(error instanceof OthersGoOn)) break;
      waiting.add(concerns(record));
    }
  }
  return {
    batchItemFailures: failed.slice(0, 1).map(({ dynamodb }) => ({ itemIdentifier: dynamodb?.SequenceNumber ?? '' })),
  };
}
