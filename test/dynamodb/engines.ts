import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startDynamoDbLocal } from '#test/oracle/dynamodb-local';

export interface Engine {
  readonly name: string;
  /** Absent for the embedded engine, which every world brings along. */
  readonly endpoint?: string;
  readonly stop: () => void;
}

const JAR = '../../.lapse/oracle/node_modules/amplify-dynamodb-simulator/emulator/DynamoDBLocal.jar';

/** The engines a store has to keep its promises on: always our own, and AWS's where it is on this machine. */
export async function startEngines(): Promise<Engine[]> {
  const embedded = { name: 'the embedded engine', stop: () => {} };
  const local = existsSync(join(import.meta.dirname, JAR))
    ? await startDynamoDbLocal()
    : { skipped: 'DynamoDB Local is not here; `npm run oracle` fetches it once' };
  if ('endpoint' in local) return [embedded, { name: 'DynamoDB Local', ...local }];
  console.warn(`skipped: the store contract on DynamoDB Local (${local.skipped})`);
  return [embedded];
}
