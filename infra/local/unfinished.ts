import * as v from 'valibot';
import { indexes, SHARDS } from '#shared/dynamodb/index-keys';
import { type Entity, tableKeys } from '#shared/dynamodb/keys';
import type { DynamoDbEngine, Item } from './dynamodb/engine.ts';

const Text = v.object({ S: v.string() });
const KeyItem = v.looseObject({ [tableKeys.partition]: Text, [tableKeys.sort]: Text });
const Page = v.object({
  Items: v.array(KeyItem),
  LastEvaluatedKey: v.optional(v.record(v.string(), Text)),
});
const Found = v.object({ Item: v.optional(v.looseObject({ entity: v.optional(Text) })) });

/** What dispatch takes further, whoever wakes it. */
const dispatched: readonly (string | undefined)[] = ['activation', 'ending'] satisfies Entity[];

/**
 * Reads every activation that is not final and every right that went and is not worked off: exactly those have a due
 * time.
 */
export async function listUnfinished(engine: DynamoDbEngine, table: string): Promise<{ keys: Item; item: Item }[]> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => listDue(engine, table, `DUE#${shard}`));
  const due = (await Promise.all(shards)).flat();
  const read = due.map(async (keys) => {
    const { Item } = v.parse(Found, await engine.call('GetItem', { TableName: table, Key: keys }));
    return { keys, item: Item as Item | undefined, entity: Item?.entity?.S };
  });
  return (await Promise.all(read)).flatMap(({ keys, item, entity }) =>
    item && dispatched.includes(entity) ? [{ keys, item }] : [],
  );
}

async function listDue(engine: DynamoDbEngine, table: string, shard: string): Promise<Item[]> {
  const keys: Item[] = [];
  let start: Record<string, { S: string }> | undefined;
  do {
    const query = {
      TableName: table,
      IndexName: indexes.due.name,
      KeyConditionExpression: '#shard = :shard',
      ExpressionAttributeNames: { '#shard': indexes.due.partition },
      ExpressionAttributeValues: { ':shard': { S: shard } },
      ...(start && { ExclusiveStartKey: start }),
    };
    const page = v.parse(Page, await engine.call('Query', query));
    for (const item of page.Items) keys.push(pickKeys(item));
    start = page.LastEvaluatedKey;
  } while (start);
  return keys;
}

function pickKeys(item: v.InferOutput<typeof KeyItem>): Item {
  return { [tableKeys.partition]: item.pk, [tableKeys.sort]: item.sk };
}
