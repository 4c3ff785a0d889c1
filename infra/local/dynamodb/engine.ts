import { awsError } from './aws-error.ts';
import type { ChangeRecord } from './commit.ts';
import { createStore } from './dynalite.ts';
import { createJournal, tellOnly } from './journal.ts';
import { openStore } from './open-store.ts';
import { createOperations } from './operations.ts';
import { createDynamoDbServer } from './server.ts';
import { findExpired } from './time-to-live.ts';
import type { Change } from './write.ts';

export type { Item } from './attribute-value.ts';
export type { ChangeRecord } from './commit.ts';

/** DynamoDB in this process, on dynalite's parser, keys and storage: what it answers is what DynamoDB answers. */
export interface DynamoDbEngine {
  /** Runs an operation by its name (`PutItem` …), input and answer in DynamoDB JSON. @throws AwsError */
  call(operation: string, input: unknown): Promise<unknown>;
  /** Tells once more, in their order, the changes that nobody had dealt with when an earlier process ended. */
  redeliver(): Promise<void>;
  /** Time to live: removes what has expired by now; answers how many items. */
  expire(): Promise<number>;
  /** Serves @aws-sdk/client-dynamodb on 127.0.0.1; answers the URL. Takes a free port when none is named. */
  listen(port?: number): Promise<string>;
  close(): Promise<void>;
  /** How often each operation was called. */
  readonly requests: Record<string, number>;
}

export interface DynamoDbEngineOptions {
  /** LevelDB, kept across restarts; in memory when absent. */
  folder?: string;
  /** Milliseconds since the epoch. */
  now?: () => number;
  /** How long a transaction is under way at least, in milliseconds: whoever comes meanwhile with one of its items is in conflict. */
  transactionsTake?: number;
  /**
   * Called once for each changed item, in the order of the changes, before the caller has its answer. A folder keeps
   * the record until what this returns resolves.
   */
  onChange?: (record: ChangeRecord) => unknown;
}

/** Starts an engine. A folder that cannot be opened makes every call reject with a sentence that names it. */
export function createDynamoDbEngine(options: DynamoDbEngineOptions = {}): DynamoDbEngine {
  const { folder, now = () => Date.now(), onChange = () => {}, transactionsTake = 0 } = options;
  const store = createStore(folder);
  const opened = openStore(store, folder);
  const journal = folder === undefined ? tellOnly(store, onChange) : createJournal(store, onChange);
  const alone = createQueue();
  const requests: Record<string, number> = {};

  const apply = (changes: readonly Change[], cause: Pick<ChangeRecord, 'userIdentity'> = {}) =>
    journal.write(changes, { at: now(), ...cause });
  const operations = createOperations({ store, now, apply, alone, transactionsTake });

  async function call(operation: string, input: unknown) {
    const run = operations.get(operation);
    if (!run) throw awsError('UnknownOperationException', `Unknown operation ${operation}`);
    requests[operation] = (requests[operation] ?? 0) + 1;
    await opened;
    return run(input);
  }

  const server = createDynamoDbServer(call);
  return {
    call,
    requests,
    async redeliver() {
      await opened;
      await alone(journal.redeliver);
    },
    async expire() {
      await opened;
      return alone(async () => {
        const expired = await findExpired(Math.floor(now() / 1000), store);
        await apply(expired, { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } });
        return expired.length;
      });
    },
    async listen(port = 0) {
      await opened;
      return server.listen(port);
    },
    async close() {
      await alone(async () => {});
      server.close();
      await store.db.close();
    },
  };
}

/** Runs one piece of work after the other: with one process that is serializable isolation. */
function createQueue() {
  let last: Promise<unknown> = Promise.resolve();
  return function alone<T>(work: () => Promise<T>): Promise<T> {
    const run = last.then(work);
    last = run.catch(() => {});
    return run;
  };
}
