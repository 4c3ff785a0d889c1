import { createHash } from 'node:crypto';
import { type AwsError, awsError, invalid, isAwsError } from './aws-error.ts';
import { canceled } from './canceled.ts';
import { check, consumedCapacity, run, type Store } from './dynalite.ts';
import { itemSize } from './item-size.ts';
import { type Change, decideWrite, type PreparedWrite, prepareWrite, type WriteOperation } from './write.ts';

/** How long an idempotency token is remembered, in milliseconds (AWS: 10 minutes). */
const TOKEN_LIFE = 600_000;
const LARGEST_TRANSACTION = 4 * 1024 * 1024;
const MOST_ITEMS = 100;
const OPERATIONS: Record<string, WriteOperation> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheck',
};

/** Remembers idempotency tokens; in memory, because the SDK makes a new one for each call. */
export interface TokenMemory {
  /** Tells whether the very same request was done. @throws IdempotentParameterMismatchException */
  isRepeated(token: string, items: unknown): boolean;
  remember(token: string, items: unknown): void;
}

export function createTokenMemory(now: () => number): TokenMemory {
  const done = new Map<string, { request: string; at: number }>();
  return {
    isRepeated(token, items) {
      for (const [old, { at }] of done) {
        if (now() - at < TOKEN_LIFE) break;
        done.delete(old);
      }
      const earlier = done.get(token);
      if (!earlier || earlier.request === fingerprint(items)) return earlier !== undefined;
      throw awsError(
        'IdempotentParameterMismatchException',
        'The same client request token was used with another request within ten minutes',
      );
    },
    remember: (token, items) => void done.set(token, { request: fingerprint(items), at: now() }),
  };
}

/** Checks all of a TransactWriteItems that needs no stored item. @throws ValidationException */
export async function prepareTransaction(items: unknown, store: Store): Promise<PreparedWrite[]> {
  const writes: PreparedWrite[] = [];
  for (const item of membersOf(items)) writes.push(await prepareMember(item, store));
  refuseDuplicates(writes.map((write) => `${write.table.TableName}~${write.key}`));
  const size = writes.reduce((sum, { data }) => sum + itemSize(data.Item ?? data.Key ?? {}), 0);
  if (size > LARGEST_TRANSACTION) throw invalid('Transaction request size cannot exceed 4 MB');
  return writes;
}

/**
 * Decides a TransactWriteItems on the items as they are stored now; nothing is written yet.
 *
 * @throws TransactionCanceledException one reason for each item, in their order
 */
export async function decideTransaction(writes: readonly PreparedWrite[], store: Store): Promise<Change[]> {
  const outcomes: (Change | AwsError)[] = [];
  for (const write of writes) outcomes.push(await decideWrite(write, store).catch(refusalOrThrow));
  if (outcomes.some(isAwsError)) throw canceled(outcomes.map(reasonOf));
  return outcomes.filter(isChange);
}

/** TransactGetItems: up to 100 items as they are between two writes. */
export async function readTransaction(input: unknown, store: Store): Promise<unknown> {
  const gets = membersOf(Object(input).TransactItems).map((member) => check('GetItem', Object(member).Get, store));
  refuseDuplicates(gets.map((get) => JSON.stringify([get.TableName, Object.entries(get.Key ?? {}).sort()])));
  const responses: unknown[] = [];
  for (const get of gets) {
    const { Item } = await run('GetItem', get, store);
    responses.push(Item ? { Item } : {});
  }
  return { Responses: responses };
}

/** Units by table; a transaction costs twice the plain writes. Undefined unless the request asks. */
export function transactionCapacity(input: unknown, writes: readonly PreparedWrite[], changes: Change[]): unknown {
  const { ReturnConsumedCapacity } = Object(input);
  if (ReturnConsumedCapacity !== 'TOTAL' && ReturnConsumedCapacity !== 'INDEXES') return undefined;
  const units = new Map<string, number>();
  for (const [place, { data }] of writes.entries()) {
    const { newImage, oldImage } = changes[place] ?? {};
    const capacity = Object(consumedCapacity({ ...data, ReturnConsumedCapacity }, newImage, oldImage));
    units.set(data.TableName, (units.get(data.TableName) ?? 0) + 2 * capacity.CapacityUnits);
  }
  return [...units].map(([TableName, CapacityUnits]) => ({ TableName, CapacityUnits }));
}

function membersOf(items: unknown): unknown[] {
  if (Array.isArray(items) && items.length >= 1 && items.length <= MOST_ITEMS) return items;
  throw invalid(
    `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length ` +
      `greater than or equal to 1 and less than or equal to ${MOST_ITEMS}`,
  );
}

function prepareMember(member: unknown, store: Store): Promise<PreparedWrite> {
  const [kind = '', ...others] = Object.keys(Object(member)).filter((name) => Object(member)[name]);
  const operation = OPERATIONS[kind];
  if (operation && others.length === 0) return prepareWrite(operation, Object(member)[kind], store);
  throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
}

function refuseDuplicates(keys: string[]): void {
  if (new Set(keys).size === keys.length) return;
  throw invalid('Transaction request cannot include multiple operations on one item');
}

const isChange = (outcome: Change | AwsError): outcome is Change => !isAwsError(outcome);

function refusalOrThrow(error: unknown): AwsError {
  if (isAwsError(error)) return error;
  throw error;
}

function reasonOf(outcome: Change | AwsError): Record<string, unknown> {
  if (!isAwsError(outcome)) return { Code: 'None' };
  const failedCondition = outcome.name === 'ConditionalCheckFailedException';
  const code = failedCondition ? 'ConditionalCheckFailed' : 'ValidationError';
  return { Code: code, Message: outcome.message, ...(outcome.body.Item ? { Item: outcome.body.Item } : {}) };
}

function fingerprint(request: unknown): string {
  const sorted = JSON.stringify(request, (_, value: unknown) =>
    value && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(sorted).digest('base64');
}
