import type { Item } from './attribute-value.ts';
import { type BatchOperation, indexesOf, indexKeyOf, itemsOf, type Store, type Table } from './dynalite.ts';
import { type Change, changesNothing } from './write.ts';

/** What happened to one item, as DynamoDB Streams tells it; `at` in milliseconds since the epoch. */
export interface ChangeRecord {
  tableName: string;
  keys: Item;
  oldImage?: Item;
  newImage?: Item;
  at: number;
  /** Set on what time to live has removed, as on AWS. */
  userIdentity?: { type: 'Service'; principalId: 'dynamodb.amazonaws.com' };
}

/** Writes all changes with their index entries, and what goes along, in one LevelDB batch: all or none, also across a crash. */
export async function commit(
  changes: readonly Change[],
  along: readonly BatchOperation[],
  store: Store,
): Promise<void> {
  const writes = changes.flatMap((change) => [itemOperation(change), ...indexOperations(change)]);
  const operations = [...writes, ...along];
  if (operations.length > 0) await store.db.batch(operations);
}

/** Records of the changes that did change something, in the order of the request. */
export function recordsOf(changes: readonly Change[]): Omit<ChangeRecord, 'at' | 'userIdentity'>[] {
  return changes
    .filter((change) => !changesNothing(change))
    .map(({ table, oldImage, newImage }) => ({
      tableName: table.TableName,
      keys: pick(keyNames(table), newImage ?? oldImage ?? {}),
      ...(oldImage && { oldImage }),
      ...(newImage && { newImage }),
    }));
}

const keyNames = (table: Table) => table.KeySchema.map((part) => part.AttributeName);

function pick(names: readonly string[], item: Item): Item {
  const picked: Item = {};
  for (const name of names) if (item[name]) picked[name] = item[name];
  return picked;
}

function itemOperation({ table, key, newImage }: Change): BatchOperation {
  return entry(itemsOf(table) + key, newImage);
}

function indexOperations({ table, oldImage, newImage }: Change): BatchOperation[] {
  return indexesOf(table).flatMap(({ index, prefix }) => {
    const names = index.KeySchema.map((part) => part.AttributeName);
    const keyIn = (item: Item | undefined) =>
      item && names.every((name) => item[name]) ? prefix + indexKeyOf(item, table, index) : undefined;
    const projected = [...names, ...keyNames(table), ...(index.Projection.NonKeyAttributes ?? [])];
    const image = (item: Item) => (index.Projection.ProjectionType === 'ALL' ? item : pick(projected, item));

    const [before, after] = [keyIn(oldImage), keyIn(newImage)];
    const operations = before && before !== after ? [entry(before, undefined)] : [];
    return after && newImage ? [...operations, entry(after, image(newImage))] : operations;
  });
}

function entry(key: string, value: Item | undefined): BatchOperation {
  return value ? { type: 'put', key, value } : { type: 'del', key };
}
