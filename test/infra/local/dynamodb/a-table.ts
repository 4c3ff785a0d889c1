import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { onTestFinished } from 'vitest';
import { createDynamoDbEngine, type DynamoDbEngineOptions } from '#infra/local/dynamodb/engine';

export const TABLE = 'Roles';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** An engine behind its HTTP port with one table, spoken to by the real SDK; gone when the test is. */
export async function aTable(options: DynamoDbEngineOptions & { create?: boolean } = {}) {
  const { create = true, ...engineOptions } = options;
  const engine = createDynamoDbEngine(engineOptions);
  const endpoint = await engine.listen();
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client);
  const close = async () => {
    client.destroy();
    await engine.close();
  };
  onTestFinished(close);
  if (create) await client.send(new CreateTableCommand(tableOf('pk', 'sk')));

  return {
    engine,
    endpoint,
    client,
    documents,
    close,
    put: (...items: Record<string, unknown>[]) =>
      Promise.all(items.map((Item) => documents.send(new PutCommand({ TableName: TABLE, Item })))),
    async get(pk: string, sk: string) {
      return (await documents.send(new GetCommand({ TableName: TABLE, Key: { pk, sk }, ConsistentRead: true }))).Item;
    },
    async idsInPartition(pk: string, more: object = {}): Promise<string[]> {
      const query = { TableName: TABLE, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': pk } };
      return idsOf((await documents.send(new QueryCommand({ ...query, ...more }))).Items);
    },
    async idsInIndex(by: string): Promise<string[]> {
      const query = { KeyConditionExpression: '#by = :by', ExpressionAttributeNames: { '#by': 'by' } };
      const values = { ExpressionAttributeValues: { ':by': by } };
      return idsOf(
        (await documents.send(new QueryCommand({ TableName: TABLE, IndexName: 'by-day', ...query, ...values }))).Items,
      );
    },
  };
}

export const idsOf = (items: Record<string, unknown>[] | undefined) => (items ?? []).map((item) => String(item.sk));

const tableOf = (hash: string, range: string) => ({
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST' as const,
  AttributeDefinitions: [hash, range, 'by', 'day'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S' as const,
  })),
  KeySchema: schema(hash, range),
  GlobalSecondaryIndexes: [
    { IndexName: 'by-day', KeySchema: schema('by', 'day'), Projection: { ProjectionType: 'KEYS_ONLY' as const } },
  ],
});

const schema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];
