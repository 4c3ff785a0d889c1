import { isDeepStrictEqual } from 'node:util';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import type { DynamoDbEngine } from '#infra/local/dynamodb/engine';

export type Row = Readonly<Record<string, unknown>>;

/** One item that a write changed. */
export interface RowChange {
  readonly before: Row | undefined;
  readonly after: Row | undefined;
}

/** What one call to the table changed, all of it together. */
export type Write = readonly RowChange[];

const Key = v.object({ pk: v.object({ S: v.string() }), sk: v.object({ S: v.string() }) });
const KeyOfItem = v.pipe(
  v.looseObject(Key.entries),
  v.transform(({ pk, sk }) => ({ pk, sk })),
);
const One = v.looseObject({ Item: v.optional(KeyOfItem), Key: v.optional(Key) });
const Several = v.object({
  TransactItems: v.array(v.object({ Put: v.optional(One), Update: v.optional(One), Delete: v.optional(One) })),
});
const Batch = v.object({
  RequestItems: v.record(
    v.string(),
    v.array(v.object({ PutRequest: v.optional(One), DeleteRequest: v.optional(One) })),
  ),
});
const Found = v.object({
  Item: v.optional(v.custom<Parameters<typeof unmarshall>[0]>((given) => typeof given === 'object')),
});

/**
 * Listens to a table: every write from now on, with the items as they were and are. A write that fails, or changes nothing,
 * is none.
 */
export function keepJournal(engine: DynamoDbEngine, tableName: string) {
  const call = engine.call.bind(engine);
  let writes: Write[] = [];

  async function read(key: v.InferOutput<typeof Key>): Promise<Row | undefined> {
    const { Item } = v.parse(Found, await call('GetItem', { TableName: tableName, Key: key, ConsistentRead: true }));
    return Item && unmarshall(Item);
  }
  const readAll = (keys: readonly v.InferOutput<typeof Key>[]) => Promise.all(keys.map(read));

  engine.call = async (operation, input) => {
    const keys = writtenKeys(operation, input);
    if (keys.length === 0) return call(operation, input);
    const before = await readAll(keys);
    const answer = await call(operation, input);
    const after = await readAll(keys);
    const changes = keys.map((_, place) => ({ before: before[place], after: after[place] }));
    const real = changes.filter((change) => !isDeepStrictEqual(change.before, change.after));
    if (real.length > 0) writes.push(real);
    return answer;
  };

  return {
    /** Listens no longer. */
    close(): void {
      engine.call = call;
    },
    /** The writes since the last time, oldest first. */
    take(): Write[] {
      const taken = writes;
      writes = [];
      return taken;
    },
  };
}

function writtenKeys(operation: string, input: unknown): v.InferOutput<typeof Key>[] {
  const named = ({ Item, Key: key }: v.InferOutput<typeof One>) => Item ?? key;
  const listed = (ones: readonly (v.InferOutput<typeof One> | undefined)[]) =>
    ones.flatMap((one) => (one ? (named(one) ?? []) : []));
  if (['PutItem', 'UpdateItem', 'DeleteItem'].includes(operation)) return listed([v.parse(One, input)]);
  if (operation === 'TransactWriteItems')
    return v.parse(Several, input).TransactItems.flatMap(({ Put, Update, Delete }) => listed([Put, Update, Delete]));
  if (operation !== 'BatchWriteItem') return [];
  const requests = Object.values(v.parse(Batch, input).RequestItems).flat();
  return requests.flatMap(({ PutRequest, DeleteRequest }) => listed([PutRequest, DeleteRequest]));
}
