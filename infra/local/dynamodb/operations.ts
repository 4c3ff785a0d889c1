import { setImmediate as nextTurn } from 'node:timers/promises';
import { invalid } from './aws-error.ts';
import { type Conflicts, createConflicts } from './conflicts.ts';
import { check, consumedCapacity, type DynaliteAction, run, type Store } from './dynalite.ts';
import { readPage } from './read.ts';
import { describeTimeToLive, forgetTimeToLive, updateTimeToLive } from './time-to-live.ts';
import {
  createTokenMemory,
  decideTransaction,
  prepareTransaction,
  readTransaction,
  transactionCapacity,
} from './transactions.ts';
import { type Change, decideWrite, prepareWrite, returnedAttributes, type WriteOperation } from './write.ts';

interface Context {
  readonly store: Store;
  readonly now: () => number;
  /** Stores the changes together and tells who listens. */
  readonly apply: (changes: readonly Change[]) => Promise<void>;
  /** How long a transaction is under way at least, in milliseconds. */
  readonly transactionsTake: number;
  /** Runs the work after all work before it. */
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
}
export type Operation = (input: unknown) => Promise<unknown>;

/**
 * What the engine can do, by DynamoDB's names. Reads run beside each other, writes and transactions one at a time; who
 * comes while a transaction on the same item is under way is turned away, as on AWS.
 */
export function createOperations(context: Context): Map<string, Operation> {
  const { store, alone } = context;
  const plain = (action: DynaliteAction) => async (input: unknown) => run(action, check(action, input, store), store);
  const conflicts = createConflicts(context.transactionsTake);
  const single = (operation: WriteOperation) => (input: unknown) => writeOne(operation, input, context, conflicts);
  const serial = (work: Operation) => (input: unknown) => alone(() => work(input));
  return new Map<string, Operation>([
    ['DescribeTable', plain('DescribeTable')],
    ['ListTables', plain('ListTables')],
    ['GetItem', plain('GetItem')],
    ['BatchGetItem', plain('BatchGetItem')],
    ['Query', (input) => readPage('Query', input, store)],
    ['Scan', (input) => readPage('Scan', input, store)],
    ['DescribeTimeToLive', (input) => describeTimeToLive(input, store)],
    ['UpdateTimeToLive', serial((input) => updateTimeToLive(input, store))],
    ['CreateTable', serial((input) => changeTable('CreateTable', input, store))],
    ['DeleteTable', serial((input) => changeTable('DeleteTable', input, store))],
    ['PutItem', single('PutItem')],
    ['UpdateItem', single('UpdateItem')],
    ['DeleteItem', single('DeleteItem')],
    ['BatchWriteItem', serial((input) => writeBatch(input, context))],
    ['TransactGetItems', serial((input) => readTransaction(input, store))],
    ['TransactWriteItems', createTransactWrite(context, conflicts)],
  ]);
}

async function writeOne(
  operation: WriteOperation,
  input: unknown,
  { store, apply, alone }: Context,
  conflicts: Conflicts,
): Promise<unknown> {
  const write = await prepareWrite(operation, input, store);
  conflicts.refuse(write);
  const change = await alone(async () => {
    const decided = await decideWrite(write, store);
    await apply([decided]);
    return decided;
  });
  const attributes = returnedAttributes(write, change);
  return {
    ...(attributes && { Attributes: attributes }),
    ConsumedCapacity: consumedCapacity(write.data, change.newImage, change.oldImage),
  };
}

async function writeBatch(input: unknown, { store, apply }: Context): Promise<unknown> {
  const { RequestItems: tables = {} } = check('BatchWriteItem', input, store);
  const changes: Change[] = [];
  for (const [TableName, requests] of Object.entries(tables)) {
    for (const { PutRequest, DeleteRequest } of requests) {
      const write = PutRequest
        ? await prepareWrite('PutItem', { TableName, Item: PutRequest.Item }, store)
        : await prepareWrite('DeleteItem', { TableName, Key: DeleteRequest?.Key }, store);
      changes.push(await decideWrite(write, store));
    }
  }
  const items = new Set(changes.map(({ table, key }) => `${table.TableName}~${key}`));
  if (items.size < changes.length) throw invalid('Provided list of item keys contains duplicates');
  await apply(changes);
  return { UnprocessedItems: {} };
}

function createTransactWrite({ store, now, apply, alone }: Context, conflicts: Conflicts): Operation {
  const tokens = createTokenMemory(now);
  return async (input) => {
    const { TransactItems: items, ClientRequestToken: token } = Object(input);
    if (token && tokens.isRepeated(token, items)) return {};
    const writes = await prepareTransaction(items, store);
    const work = async () => {
      const changes = await decideTransaction(writes, store);
      await apply(changes);
      if (token) tokens.remember(token, items);
      return { ConsumedCapacity: transactionCapacity(input, writes, changes) };
    };
    return conflicts.during(writes, token, () => alone(work));
  };
}

/** Creates or deletes a table and waits until it is there or gone; dynalite finishes both a moment after its answer. */
async function changeTable(action: 'CreateTable' | 'DeleteTable', input: unknown, store: Store): Promise<unknown> {
  const data = check(action, input, store);
  const answer = await run(action, data, store);
  if (action === 'DeleteTable') await forgetTimeToLive(data.TableName, store);
  for (;;) {
    const table = await store.db.get(`table~${data.TableName}`);
    if (table === undefined || Object(table).TableStatus === 'ACTIVE') return answer;
    await nextTurn();
  }
}
