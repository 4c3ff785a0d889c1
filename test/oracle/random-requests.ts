import type { Item } from '#infra/local/dynamodb/attribute-value';
import type { Random } from './random.ts';
import { type Expression, randomAttribute, randomCondition, randomUpdate, randomValue } from './random-expressions.ts';

export interface RandomRequest {
  operation: string;
  input: Record<string, unknown>;
  /** The answer's order is open: index entries of equal keys, scans, batches. */
  unordered: boolean;
}

/** Two indexes: everything by string keys, and keys only by a number. */
export const tableDefinition = (tableName: string) => ({
  TableName: tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    ...['pk', 'sk', 'gp', 'gs'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    { AttributeName: 'num', AttributeType: 'N' },
  ],
  KeySchema: keys('pk', 'sk'),
  GlobalSecondaryIndexes: [
    { IndexName: 'all-by-gp', KeySchema: keys('gp', 'gs'), Projection: { ProjectionType: 'ALL' } },
    { IndexName: 'keys-by-num', KeySchema: keys('gp', 'num'), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
});

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

/** Makes the next request on a table of twelve possible items, so that requests meet each other. */
export function randomRequest(random: Random, tableName: string): RandomRequest {
  const { pick, chance, int } = random;
  const TableName = tableName;
  const ReturnValues = chance(0.5) ? 'ALL_OLD' : 'NONE';
  const ordered = (operation: string, input: Record<string, unknown>) => ({ operation, input, unordered: false });
  const keyList = (count: number) => Array.from({ length: count }, () => randomKey(random));
  const makers: [weight: number, make: () => RandomRequest][] = [
    [16, () => ordered('PutItem', { ...randomPut(random, TableName), ReturnValues })],
    [
      24,
      () => ordered('UpdateItem', { ...update(random, TableName), ReturnValues: pick(['ALL_NEW', 'ALL_OLD', 'NONE']) }),
    ],
    [8, () => ordered('DeleteItem', { ...remove(random, TableName), ReturnValues })],
    [
      22,
      () =>
        ordered('TransactWriteItems', {
          TransactItems: Array.from({ length: 1 + int(4) }, () => member(random, TableName)),
        }),
    ],
    [10, () => ordered('Query', tableQuery(random, TableName))],
    [8, () => ({ operation: 'Query', input: indexQuery(random, TableName), unordered: true })],
    [3, () => ({ operation: 'Scan', input: filtered(random, { TableName }), unordered: true })],
    [
      3,
      () =>
        ordered('GetItem', { TableName, Key: randomKey(random), ConsistentRead: chance(0.5), ...projection(random) }),
    ],
    [2, () => ordered('TransactGetItems', { TransactItems: keyList(2).map((Key) => ({ Get: { TableName, Key } })) })],
    [
      2,
      () => ({
        operation: 'BatchGetItem',
        input: { RequestItems: { [TableName]: { Keys: keyList(2) } } },
        unordered: true,
      }),
    ],
    [
      2,
      () =>
        ordered('BatchWriteItem', { RequestItems: { [TableName]: keyList(2).map((Key) => batchMember(random, Key)) } }),
    ],
  ];
  let left = int(makers.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, make] of makers) {
    left -= weight;
    if (left < 0) return make();
  }
  throw new Error('the weights do not add up');
}

function randomKey({ int }: Random): Item {
  return { pk: { S: `p${int(3)}` }, sk: { S: `s${int(4)}` } };
}

function randomItem(random: Random): Item {
  const { chance, int } = random;
  return {
    ...randomKey(random),
    [randomAttribute(random)]: randomValue(random),
    [randomAttribute(random)]: randomValue(random),
    ...(chance(0.5) && { gp: { S: `g${int(2)}` }, gs: { S: `x${int(3)}` } }),
    ...(chance(0.3) && { num: { N: String(int(9) - 4) } }),
    ...(chance(0.01) && { gp: { S: '' } }),
  };
}

function conditional(random: Random, input: Record<string, unknown>, used: Expression[] = []): Record<string, unknown> {
  const condition = random.chance(0.65) ? [randomCondition(random, 'c')] : [];
  return {
    ...input,
    ...(condition[0] && { ConditionExpression: condition[0].text }),
    ...placeholders([...used, ...condition]),
    ...(random.chance(0.7) && { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
  };
}

function placeholders(expressions: Expression[]): Record<string, unknown> {
  const names = Object.assign({}, ...expressions.map((expression) => expression.names));
  const values = Object.assign({}, ...expressions.map((expression) => expression.values));
  return {
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}

const randomPut = (random: Random, TableName: string) => conditional(random, { TableName, Item: randomItem(random) });
const remove = (random: Random, TableName: string) => conditional(random, { TableName, Key: randomKey(random) });

function update(random: Random, TableName: string): Record<string, unknown> {
  const expression = randomUpdate(random);
  return conditional(random, { TableName, Key: randomKey(random), UpdateExpression: expression.text }, [expression]);
}

function member(random: Random, TableName: string): Record<string, unknown> {
  const condition = randomCondition(random, 'c');
  return random.pick([
    () => ({ Put: randomPut(random, TableName) }),
    () => ({ Update: update(random, TableName) }),
    () => ({ Delete: remove(random, TableName) }),
    () => ({
      ConditionCheck: {
        TableName,
        Key: randomKey(random),
        ConditionExpression: condition.text,
        ...placeholders([condition]),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    }),
  ])();
}

const batchMember = (random: Random, Key: Item) =>
  random.chance(0.6) ? { PutRequest: { Item: { ...randomItem(random), ...Key } } } : { DeleteRequest: { Key } };

function projection(random: Random): Record<string, unknown> {
  if (random.chance(0.7)) return {};
  return { ProjectionExpression: random.pick(['pk, n', 'm.k, lst[0]', 'tags', 'lst[1], v']) };
}

function filtered(random: Random, input: Record<string, unknown>, used: Expression[] = []): Record<string, unknown> {
  const filter = random.chance(0.6) ? [randomCondition(random, 'f', false)] : [];
  return {
    ...input,
    ...(filter[0] && { FilterExpression: filter[0].text }),
    ...placeholders([...used, ...filter]),
    ...(random.chance(0.15) ? { Select: 'COUNT' } : projection(random)),
  };
}

function tableQuery(random: Random, TableName: string): Record<string, unknown> {
  const { int, pick, chance } = random;
  const range = pick([
    '',
    ' AND sk = :s',
    ' AND sk > :s',
    ' AND sk <= :s',
    ' AND begins_with(sk, :s)',
    ' AND sk BETWEEN :s AND :t',
  ]);
  const values: Item = { ':p': { S: `p${int(3)}` } };
  if (range) values[':s'] = { S: `s${int(3)}` };
  if (range.includes(':t')) values[':t'] = { S: 's3' };
  const key = { text: '', names: {}, values };
  const after = range === '' &&
    chance(0.4) &&
    values[':p'] && { ExclusiveStartKey: { pk: values[':p'], sk: { S: `s${int(4)}` } } };
  return {
    ...after,
    ...filtered(random, { TableName, KeyConditionExpression: `pk = :p${range}` }, [key]),
    ...(chance(0.5) && { Limit: 1 + int(4) }),
    ...(chance(0.5) && { ScanIndexForward: chance(0.5) }),
    ...(chance(0.5) && { ConsistentRead: true }),
  };
}

function indexQuery(random: Random, TableName: string): Record<string, unknown> {
  const { int, pick } = random;
  const key = { text: '', names: {}, values: { ':g': { S: `g${int(3)}` } } satisfies Item };
  if (random.chance(0.6)) {
    return filtered(random, { TableName, IndexName: 'all-by-gp', KeyConditionExpression: 'gp = :g' }, [key]);
  }
  const numbered = { ...key, values: { ...key.values, ':n': { N: String(int(5) - 2) } } };
  const KeyConditionExpression = `gp = :g AND num ${pick(['>', '<=', '='])} :n`;
  return { TableName, IndexName: 'keys-by-num', KeyConditionExpression, ...placeholders([numbered]) };
}
