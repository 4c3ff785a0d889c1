import { type Item, sameValue } from './attribute-value.ts';
import { awsError, invalid } from './aws-error.ts';
import { holds } from './conditions.ts';
import {
  type CheckedRequest,
  check,
  checkAgainstSchema,
  checkValue,
  findTable,
  indexesOf,
  keyOf,
  project,
  readItem,
  type Store,
  type Table,
} from './dynalite.ts';
import { itemSize, LARGEST_ITEM } from './item-size.ts';
import { applyUpdate } from './update.ts';

export type WriteOperation = 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheck';

/** A write whose request is right in itself; whether it happens depends on the stored item. */
export interface PreparedWrite {
  readonly operation: WriteOperation;
  readonly data: CheckedRequest;
  readonly table: Table;
  readonly key: string;
  readonly wantsItemOnFailure: boolean;
}

/** One item before and after a write; undefined where it is absent. */
export interface Change {
  readonly table: Table;
  readonly key: string;
  readonly oldImage: Item | undefined;
  readonly newImage: Item | undefined;
}

/** Checks all of a write that needs no stored item. @throws ValidationException | ResourceNotFoundException */
export async function prepareWrite(operation: WriteOperation, input: unknown, store: Store): Promise<PreparedWrite> {
  // A condition check has the shape of a conditional delete that deletes nothing.
  const data = check(operation === 'ConditionCheck' ? 'DeleteItem' : operation, input, store);
  if (operation === 'ConditionCheck' && !data._condition) throw invalid('ConditionExpression must not be null');
  const table = await findTable(data.TableName, store);
  checkAgainstSchema(data, table);
  if (data.Item) refuseUnstorable(data.Item, table);
  const wantsItemOnFailure = Object(input).ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  return { operation, data, table, key: keyOf(data.Item ?? data.Key ?? {}, table), wantsItemOnFailure };
}

/**
 * Decides a write on the item as it is stored now.
 *
 * @throws ConditionalCheckFailedException with the item where it was asked for
 * @throws ValidationException when the update does not fit the item
 */
export async function decideWrite(write: PreparedWrite, store: Store): Promise<Change> {
  const { data, table, key } = write;
  const oldImage = await readItem(key, table, store);
  if (data._condition && !holds(data._condition.expression, oldImage ?? {})) {
    const details = write.wantsItemOnFailure && oldImage ? { Item: oldImage } : {};
    throw awsError('ConditionalCheckFailedException', 'The conditional request failed', details);
  }
  return { table, key, oldImage, newImage: imageAfter(write, oldImage) };
}

function imageAfter({ operation, data, table }: PreparedWrite, oldImage: Item | undefined): Item | undefined {
  if (operation === 'ConditionCheck') return oldImage;
  if (operation === 'DeleteItem') return undefined;
  if (operation === 'PutItem') return data.Item;
  const newImage = applyUpdate(data._updates?.sections ?? [], oldImage ?? data.Key ?? {});
  for (const value of Object.values(newImage)) checkValue(value);
  refuseUnstorable(newImage, table);
  return newImage;
}

/** What `ReturnValues` asks for. */
export function returnedAttributes({ data }: PreparedWrite, { oldImage, newImage }: Change): Item | undefined {
  const paths = data._updates?.paths ?? [];
  switch (data.ReturnValues) {
    case 'ALL_OLD':
      return oldImage;
    case 'ALL_NEW':
      return newImage;
    case 'UPDATED_OLD':
      return oldImage && project(paths, oldImage);
    case 'UPDATED_NEW':
      return newImage && project(paths, newImage);
    default:
      return undefined;
  }
}

/** DynamoDB writes no stream record for a write that changes nothing. */
export function changesNothing({ oldImage, newImage }: Change): boolean {
  if (!oldImage || !newImage) return oldImage === newImage;
  return sameValue({ M: oldImage }, { M: newImage });
}

function refuseUnstorable(item: Item, table: Table): void {
  if (itemSize(item) > LARGEST_ITEM) throw invalid('Item size has exceeded the maximum allowed size');
  for (const { index } of indexesOf(table)) {
    for (const { AttributeName: name } of index.KeySchema) {
      if (item[name]?.S !== '' && item[name]?.B !== '') continue;
      throw invalid(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
          `The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${index.IndexName}, IndexKey: ${name}`,
      );
    }
  }
}
