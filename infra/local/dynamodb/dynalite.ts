import batchGetItem from 'dynalite/actions/batchGetItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteTable from 'dynalite/actions/deleteTable.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import db from 'dynalite/db/index.js';
import * as batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import * as batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import * as createTableRules from 'dynalite/validations/createTable.js';
import * as deleteItemRules from 'dynalite/validations/deleteItem.js';
import * as deleteTableRules from 'dynalite/validations/deleteTable.js';
import * as describeTableRules from 'dynalite/validations/describeTable.js';
import * as getItemRules from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import * as listTablesRules from 'dynalite/validations/listTables.js';
import * as putItemRules from 'dynalite/validations/putItem.js';
import * as queryRules from 'dynalite/validations/query.js';
import * as scanRules from 'dynalite/validations/scan.js';
import * as updateItemRules from 'dynalite/validations/updateItem.js';
import type { AttributeValue, Item } from './attribute-value.ts';
import { awsError, invalid } from './aws-error.ts';
import { type Condition, type Path, refuseUnorderable } from './conditions.ts';
import type { UpdateClause } from './update.ts';

interface Index {
  IndexName: string;
  KeySchema: { AttributeName: string }[];
  Projection: { ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; NonKeyAttributes?: string[] };
}

export interface Table {
  TableName: string;
  TableStatus: string;
  KeySchema: { AttributeName: string }[];
  GlobalSecondaryIndexes?: Index[];
  LocalSecondaryIndexes?: Index[];
}

export type BatchOperation = { type: 'put'; key: string; value: unknown } | { type: 'del'; key: string };

/** Dynalite's store; its tables live under `table~`, items under `item-T~`, index entries under `index-kind~T~I~`. */
export interface Store {
  db: {
    open(): Promise<void>;
    close(): Promise<void>;
    get(key: string): Promise<unknown>;
    batch(operations: BatchOperation[]): Promise<void>;
    iterator(range: { gte: string; lt: string }): AsyncIterable<[string, unknown]>;
  };
  getTable(name: string, checkStatus: boolean, done: (error: Error | null, table?: Table) => void): void;
}

/** A request after dynalite's checks: unknown fields gone, numbers normalized, expressions parsed. */
export interface CheckedRequest {
  TableName: string;
  Item?: Item;
  Key?: Item;
  ReturnValues?: string;
  ReturnConsumedCapacity?: string;
  RequestItems?: Record<string, { PutRequest?: { Item: Item }; DeleteRequest?: { Key: Item } }[]>;
  Select?: string | undefined;
  AttributesToGet?: string[];
  Expected?: unknown;
  AttributeUpdates?: unknown;
  QueryFilter?: unknown;
  ScanFilter?: unknown;
  _condition?: { expression: Condition };
  _filter?: { expression: Condition };
  _projection?: { paths?: (string | Path)[]; nestedPaths: unknown };
  _updates?: { sections: UpdateClause[]; paths: (string | Path)[]; nestedPaths: unknown };
}

const rules = {
  BatchGetItem: batchGetItemRules,
  BatchWriteItem: batchWriteItemRules,
  CreateTable: createTableRules,
  DeleteItem: deleteItemRules,
  DeleteTable: deleteTableRules,
  DescribeTable: describeTableRules,
  GetItem: getItemRules,
  ListTables: listTablesRules,
  PutItem: putItemRules,
  Query: queryRules,
  Scan: scanRules,
  UpdateItem: updateItemRules,
};
const actions = {
  BatchGetItem: batchGetItem,
  CreateTable: createTable,
  DeleteTable: deleteTable,
  DescribeTable: describeTable,
  GetItem: getItem,
  ListTables: listTables,
  Query: query,
  Scan: scan,
};
export type CheckedOperation = keyof typeof rules;
export type DynaliteAction = keyof typeof actions;

// Dynalite tells apart items with equal index keys by 24 bits of a hash, so that among ten thousand a few vanish
// from the index. The engine writes the index entries itself; query and scan take the key from here.
db.createIndexKey = (item, table, keySchema) => db.createKey(item, table, keySchema) + db.createKey(item, table);

/** Opens nothing yet: `store.db.open()` does. Kept in memory without a folder. */
export function createStore(folder: string | undefined): Store {
  return db.create({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
}

/** Parses and validates a request as DynamoDB does before it looks at any data. @throws ValidationException, SerializationException */
export function check(operation: CheckedOperation, input: unknown, store: Store): CheckedRequest {
  const { types, custom } = rules[operation];
  return withAwsName(() => {
    const data = validations.checkTypes(structuredClone(input ?? {}), types);
    validations.checkValidations(data, types, custom, store);
    if (data._condition) refuseUnorderable(data._condition.expression, 'ConditionExpression');
    if (data._filter) refuseUnorderable(data._filter.expression, 'FilterExpression');
    for (const legacy of ['Expected', 'AttributeUpdates', 'QueryFilter', 'ScanFilter'] as const) {
      if (data[legacy]) throw invalid(`${legacy} is not known here: use the expression parameter that replaces it`);
    }
    return data;
  });
}

/** Runs one of dynalite's own actions on a checked request. */
export function run(action: DynaliteAction, data: CheckedRequest, store: Store): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    actions[action](store, data, (error, answer) => (error ? reject(named(error)) : resolve(Object(answer))));
  });
}

/** @throws ResourceNotFoundException */
export function findTable(name: string, store: Store): Promise<Table> {
  return new Promise((resolve, reject) => {
    store.getTable(name, true, (error, table) =>
      table ? resolve(table) : reject(named(error ?? new Error('no table'))),
    );
  });
}

export const keyOf = (item: Item, table: Table) => db.createKey(item, table);
export const indexKeyOf = (item: Item, table: Table, index: Index) => db.createIndexKey(item, table, index.KeySchema);
export const itemsOf = (table: Table) => `item-${table.TableName}~`;
export const project = (paths: (string | Path)[], item: Item) => db.mapPaths(paths, item);

/** Every index of the table with the prefix of its entries. */
export function indexesOf(table: Table): { index: Index; prefix: string }[] {
  const kinds = [
    ['global', table.GlobalSecondaryIndexes ?? []],
    ['local', table.LocalSecondaryIndexes ?? []],
  ] as const;
  return kinds.flatMap(([kind, indexes]) =>
    indexes.map((index) => ({ index, prefix: `index-${kind}~${table.TableName}~${index.IndexName}~` })),
  );
}

export async function readItem(key: string, table: Table, store: Store): Promise<Item | undefined> {
  return (await store.db.get(itemsOf(table) + key)) as Item | undefined;
}

/** @throws ValidationException when key or item do not fit the schema, or a key would be updated */
export function checkAgainstSchema(data: CheckedRequest, table: Table): void {
  const wrong = data.Item ? db.validateItem(data.Item, table) : db.validateKey(data.Key ?? {}, table);
  if (wrong) throw named(wrong);
  const wrongUpdate = db.validateUpdates(undefined, data._updates, table);
  if (wrongUpdate) throw named(wrongUpdate);
}

/** @throws ValidationException numbers out of range, empty sets … that an update has computed */
export function checkValue(value: AttributeValue): void {
  const problem = validations.validateAttributeValue(value);
  if (problem) throw invalid(problem);
}

export function consumedCapacity(data: CheckedRequest, newItem?: Item, oldItem?: Item): unknown {
  return db.addConsumedCapacity(data, false, newItem, oldItem);
}

function withAwsName<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? named(error) : error;
  }
}

/** Dynalite's errors carry the AWS name only in their body. */
function named(error: Error): Error {
  if (!('body' in error)) return error;
  const body = Object(error.body) as { __type?: string; message?: string; Message?: string };
  const name = body.__type?.split('#')[1] ?? 'InternalServerError';
  return Object.assign(awsError(name, body.message ?? body.Message ?? name), error, { name });
}
