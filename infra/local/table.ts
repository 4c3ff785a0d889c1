import * as v from 'valibot';
import type { DynamoDbEngine } from './dynamodb/engine.ts';
import type { Template } from './template.ts';

const Keys = v.array(v.object({ AttributeName: v.string(), KeyType: v.string() }));
const TableProperties = v.object({
  TableName: v.optional(v.string()),
  AttributeDefinitions: v.array(v.object({ AttributeName: v.string(), AttributeType: v.string() })),
  KeySchema: Keys,
  GlobalSecondaryIndexes: v.optional(
    v.array(
      v.object({
        IndexName: v.string(),
        KeySchema: Keys,
        Projection: v.object({
          ProjectionType: v.optional(v.string()),
          NonKeyAttributes: v.optional(v.array(v.string())),
        }),
      }),
    ),
  ),
  TimeToLiveSpecification: v.optional(v.object({ AttributeName: v.string(), Enabled: v.boolean() })),
});

/**
 * Makes the template's table unless the data folder has it already.
 *
 * @returns its name, and whether it was made just now
 * @throws Error when the table that is there removes items by another attribute than the template says, as a deployment would
 */
export async function ensureTable(
  template: Template,
  engine: DynamoDbEngine,
): Promise<{ name: string; isNew: boolean }> {
  const [table] = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'].flatMap((type) =>
    template.all(type, TableProperties),
  );
  if (!table) throw new Error('The template has no table.');
  const { TimeToLiveSpecification, TableName: name = table.id, ...schema } = table.properties;
  const isNew = await isCreated(engine, { TableName: name, BillingMode: 'PAY_PER_REQUEST', ...schema });
  if (TimeToLiveSpecification) await engine.call('UpdateTimeToLive', { TableName: name, TimeToLiveSpecification });
  return { name, isNew };
}

async function isCreated(engine: DynamoDbEngine, table: object): Promise<boolean> {
  try {
    await engine.call('CreateTable', table);
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceInUseException') return false;
    throw error;
  }
}
