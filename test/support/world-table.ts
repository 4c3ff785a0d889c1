import {
  CreateTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { indexes } from '#shared/dynamodb/index-keys';
import { type Key, tableKeys } from '#shared/dynamodb/keys';

/** A fresh table on some engine, and what tests do to it behind the stores' backs. */
export interface WorldTable {
  readonly name: string;
  readonly client: DynamoDBClient;
  /** Names of the operations sent so far, oldest first. */
  readonly requests: string[];
  /** Called before every request; a promise delays it. */
  onRequest: () => Promise<void> | void;
  /** Everything in the table, in key order, to compare states before and after. */
  export(): Promise<Record<string, unknown>[]>;
  /** Puts items as an export has them. */
  load(items: readonly Record<string, unknown>[]): Promise<void>;
  /** Changes attributes of an item as nobody may in the product. */
  edit(key: Key, changes: Record<string, unknown>): Promise<void>;
  erase(key: Key): Promise<void>;
  /** Takes attributes off an item, as if a version that did not know them had written it. */
  strip(key: Key, attributes: readonly string[]): Promise<void>;
  close(): void;
}

let tables = 0;

/** @param client of some engine; closed with the table */
export async function createWorldTable(client: DynamoDBClient): Promise<WorldTable> {
  const documents = DynamoDBDocumentClient.from(client);
  tables += 1;
  const name = `world-${process.pid}-${tables}`;
  await client.send(createTableCommand(name));

  const table: WorldTable = {
    name,
    client,
    requests: [],
    onRequest: () => {},
    async export() {
      const items: Record<string, unknown>[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await documents.send(
          new ScanCommand({ TableName: name, ConsistentRead: true, ExclusiveStartKey: start }),
        );
        items.push(...(page.Items ?? []));
        start = page.LastEvaluatedKey;
      } while (start);
      return items.sort((a, b) => (`${a.pk}\n${a.sk}` < `${b.pk}\n${b.sk}` ? -1 : 1));
    },
    async load(items) {
      for (let from = 0; from < items.length; from += 25) {
        const puts = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
        await documents.send(new BatchWriteCommand({ RequestItems: { [name]: puts } }));
      }
    },
    async edit({ pk, sk }, changes) {
      const names = Object.keys(changes);
      await documents.send(
        new UpdateCommand({
          TableName: name,
          Key: { pk, sk },
          UpdateExpression: `SET ${names.map((_, position) => `#n${position} = :v${position}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(
            names.map((attribute, position) => [`#n${position}`, attribute]),
          ),
          ExpressionAttributeValues: Object.fromEntries(
            names.map((attribute, position) => [`:v${position}`, changes[attribute]]),
          ),
        }),
      );
    },
    async strip({ pk, sk }, attributes) {
      await documents.send(
        new UpdateCommand({
          TableName: name,
          Key: { pk, sk },
          UpdateExpression: `REMOVE ${attributes.map((_, position) => `#n${position}`).join(', ')}`,
          ExpressionAttributeNames: Object.fromEntries(attributes.map((one, position) => [`#n${position}`, one])),
        }),
      );
    },
    async erase({ pk, sk }) {
      await documents.send(new DeleteCommand({ TableName: name, Key: { pk, sk } }));
    },
    close: () => client.destroy(),
  };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      table.requests.push(String(context.commandName).replace('Command', ''));
      await table.onRequest();
      return next(args);
    },
    { step: 'initialize' },
  );
  return table;
}

function createTableCommand(name: string): CreateTableCommand {
  const all = Object.values(indexes);
  const attributes = [tableKeys, ...all].flatMap(({ partition, sort }) => [partition, sort]);
  return new CreateTableCommand({
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: attributes.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: keySchema(tableKeys),
    GlobalSecondaryIndexes: all.map(
      (index): GlobalSecondaryIndex => ({
        IndexName: index.name,
        KeySchema: keySchema(index),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      }),
    ),
  });
}

function keySchema({ partition, sort }: { partition: string; sort: string }): KeySchemaElement[] {
  return [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
}
