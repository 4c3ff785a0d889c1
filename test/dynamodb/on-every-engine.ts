import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe } from 'vitest';
import { startDynamoDbLocal } from '#test/oracle/dynamodb-local';
import { type OpenWorld, useWorlds } from '#test/support/use-worlds';

const JAR = '../../.lapse/oracle/node_modules/amplify-dynamodb-simulator/emulator/DynamoDBLocal.jar';
const isHere = existsSync(join(import.meta.dirname, JAR));

/** One for all contracts that share this process; it ends with the process. */
let dynamoDbLocal: ReturnType<typeof startDynamoDbLocal> | undefined;

/**
 * Holds a store to its promises on every engine there is: always on our own, and on AWS's where it is on this machine
 * (`npm run oracle` fetches it once).
 */
export function onEveryEngine(contract: (open: OpenWorld) => void): void {
  describe('on the embedded engine', () => contract(useWorlds()));
  if (isHere) describe('on DynamoDB Local', () => contract(useDynamoDbLocal()));
}

function useDynamoDbLocal(): OpenWorld {
  let endpoint = '';
  beforeAll(async () => {
    dynamoDbLocal ??= startDynamoDbLocal();
    const started = await dynamoDbLocal;
    if ('skipped' in started) throw new Error(started.skipped);
    endpoint = started.endpoint;
  });
  return useWorlds(() => {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials });
  });
}
