import {
  type AttributeValue,
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Refusal } from '#shared/domain/refusal';
import { Stale } from '#shared/ports';
import { MOST_ATTEMPTS, pause, whileInConflict } from './conflicts.ts';
import { chainEvents } from './event-chain.ts';
import type { Index } from './index-keys.ts';
import type { Key } from './keys.ts';
import { clientSettings, refuseOutages } from './table-outage.ts';
import { useMarks } from './use-marks.ts';

export type Item = Record<string, unknown>;
export type Update = Omit<UpdateCommandInput, 'TableName'>;
export type Write = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** What the stores know of DynamoDB: strongly consistent reads, one-transaction writes, lists in key order. */
export interface Table {
  get(key: Key): Promise<Item | undefined>;
  /** Several items in one request a hundred; those that do not exist are left out, the order is that of the keys. */
  getSeveral(keys: readonly Key[]): Promise<Item[]>;
  /** All items of a partition whose sort key begins with the prefix, in order. */
  listPartition(pk: string, prefix?: string): Promise<Item[]>;
  /** Sort keys and item keys of one partition of an index (or of the table), from a position on. */
  listKeys(list: KeyList): Promise<KeyRow[]>;
  /**
   * All or nothing.
   *
   * @throws Stale with the position of the first write that was refused, when a condition does not hold
   */
  write(writes: readonly Write[]): Promise<void>;
  /** One item by itself, at half the price. @throws Stale when its condition does not hold */
  update(change: Update): Promise<void>;
}

export interface KeyList {
  readonly index?: Index;
  readonly partition: string;
  readonly newestFirst: boolean;
  readonly limit: number;
  /** Rows after this sort key only, in the direction of the list. */
  readonly after?: string | undefined;
  readonly atMost?: string | undefined;
  /** Sort keys that begin so; not together with the others. */
  readonly prefix?: string | undefined;
}

export interface KeyRow {
  readonly key: Key;
  readonly sort: string;
}

/** A transaction that was refused: which of its writes found the table changed, and the item found there, in DynamoDB's JSON. */
export class Refused extends Stale {
  readonly positions: readonly number[];
  readonly found: readonly (Record<string, AttributeValue> | undefined)[];

  constructor(reasons: readonly CancellationReason[]) {
    super('The table changed since it was read.');
    this.positions = reasons.flatMap((reason, position) =>
      reason.Code === 'ConditionalCheckFailed' ? [position] : [],
    );
    this.found = reasons.map((reason) => reason.Item);
  }
}

const BATCH = 100;

/**
 * Opens the table over an ordinary client; nothing tells it whether DynamoDB is near or far. Whatever it does, it may
 * throw Refusal `table_unreachable`.
 */
export function openTable(name: string, client = new DynamoDBClient(clientSettings)): Table {
  refuseOutages(client);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });

  async function* pages(partition: string, prefix: string | undefined) {
    let start: Item | undefined;
    do {
      const page = await documents.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: prefix === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':pk': partition, ...(prefix === undefined ? {} : { ':prefix': prefix }) },
          ConsistentRead: true,
          ExclusiveStartKey: start,
        }),
      );
      yield* page.Items ?? [];
      start = page.LastEvaluatedKey;
    } while (start);
  }

  const getSeveral = async (keys: readonly Key[]) => {
    const found = new Map<string, Item>();
    for (let from = 0; from < keys.length; from += BATCH) {
      for (const item of await getBatch(documents, name, keys.slice(from, from + BATCH))) found.set(nameOf(item), item);
    }
    const items = keys.map((key) => found.get(nameOf(key))).filter((item) => item !== undefined);
    marks.see(items);
    return items;
  };
  const marks = useMarks(getSeveral);
  return {
    async get(key) {
      const { Item } = await documents.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }));
      marks.see([Item]);
      return Item;
    },
    getSeveral,
    async listPartition(pk, prefix) {
      const items = await Array.fromAsync(pages(pk, prefix));
      marks.see(items);
      return items;
    },
    listKeys: (list) => listKeys(documents, name, list),
    write: async (writes) => write(documents, await chainEvents(await marks.mark(name, writes), getSeveral)),
    update: (change) => update(documents, name, change),
  };
}

const nameOf = (item: Item | Key) => `${item.pk}\n${item.sk}`;

async function getBatch(documents: DynamoDBDocumentClient, name: string, keys: readonly Key[]): Promise<Item[]> {
  const items: Item[] = [];
  let wanted: Item[] = keys.map(({ pk, sk }) => ({ pk, sk }));
  for (let attempt = 0; wanted.length > 0; attempt += 1) {
    if (attempt === MOST_ATTEMPTS) throw new Refusal('busy');
    if (attempt > 0) await pause(attempt);
    const answer = await documents.send(
      new BatchGetCommand({ RequestItems: { [name]: { Keys: wanted, ConsistentRead: true } } }),
    );
    items.push(...(answer.Responses?.[name] ?? []));
    wanted = answer.UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return items;
}

async function listKeys(documents: DynamoDBDocumentClient, name: string, list: KeyList): Promise<KeyRow[]> {
  const partition = list.index?.partition ?? 'pk';
  const sort = list.index?.sort ?? 'sk';
  const [position, within] = rangeOf(list);
  const { Items = [] } = await documents.send(
    new QueryCommand({
      TableName: name,
      ...(list.index ? { IndexName: list.index.name } : { ConsistentRead: true }),
      KeyConditionExpression: `#partition = :partition${within}`,
      ExpressionAttributeNames: { '#partition': partition, ...(within ? { '#sort': sort } : {}) },
      ExpressionAttributeValues: {
        ':partition': list.partition,
        ...(within ? { ':position': position } : {}),
      },
      ScanIndexForward: !list.newestFirst,
      Limit: list.limit,
    }),
  );
  return Items.map((item) => ({ key: { pk: String(item.pk), sk: String(item.sk) }, sort: String(item[sort]) }));
}

function rangeOf({ after, atMost, prefix, newestFirst }: KeyList): [position: string | undefined, condition: string] {
  if (prefix !== undefined) return [prefix, ' AND begins_with(#sort, :position)'];
  if (after !== undefined) return [after, ` AND #sort ${newestFirst ? '<' : '>'} :position`];
  return [atMost, atMost === undefined ? '' : ' AND #sort <= :position'];
}

/** A condition that does not hold is told at once. */
function write(documents: DynamoDBDocumentClient, writes: readonly Write[]): Promise<void> {
  return whileInConflict(async () => {
    try {
      await documents.send(new TransactWriteCommand({ TransactItems: [...writes] }));
    } catch (error) {
      const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
      if (reasons.some((reason) => reason.Code === 'ConditionalCheckFailed')) throw new Refused(reasons);
      throw error;
    }
  });
}

function update(documents: DynamoDBDocumentClient, name: string, change: Update): Promise<void> {
  return whileInConflict(async () => {
    try {
      await documents.send(new UpdateCommand({ TableName: name, ...change }));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) throw new Stale('The item changed since it was read.');
      throw error;
    }
  });
}
