import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EndingCause, RightEnding } from '#shared/domain/right-ending';
import { newEndingWrite } from '#shared/dynamodb/ending-writes';
import { openTable } from '#shared/dynamodb/table';
import { writesFor } from '#shared/dynamodb/writes';

/** Writes down that a right went, as whoever takes it away does; grace does it unless the changes say otherwise. */
export async function writeEnding(
  { name, client }: { readonly name: string; readonly client: DynamoDBClient },
  at: string,
  cause: EndingCause,
  changes: Partial<RightEnding> = {},
): Promise<RightEnding> {
  const ending: RightEnding = {
    id: 'end_1',
    cause,
    actor: { id: 'prn_grace', displayName: 'grace' },
    at,
    pages: 0,
    ...changes,
  };
  await openTable(name, client).write([newEndingWrite(writesFor(name), ending)]);
  return ending;
}
