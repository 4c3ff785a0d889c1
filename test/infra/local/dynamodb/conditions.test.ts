import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { aTable, idsOf, TABLE } from './a-table.ts';

const STORED = {
  pk: 'ada',
  sk: 'request',
  steps: [1, 'two', { three: 3 }],
  terms: { allowance: 8, nested: { unlocked: false } },
  tags: new Set(['audit', 'mail']),
  denied: false,
  note: '',
  nothing: null,
  allowance: 8,
  title: 'Exchange Administrator',
  bytes: new Uint8Array([1, 2, 3]),
};

/** Condition, values, and whether it holds on STORED. */
const CONDITIONS: [string, Record<string, unknown>, boolean][] = [
  ['steps = :v', { ':v': [1, 'two', { three: 3 }] }, true],
  ['steps = :v', { ':v': ['two', 1, { three: 3 }] }, false],
  ['terms = :v', { ':v': { nested: { unlocked: false }, allowance: 8 } }, true],
  ['terms <> :v', { ':v': { allowance: 9 } }, true],
  ['tags = :v', { ':v': new Set(['mail', 'audit']) }, true],
  ['denied = :v', { ':v': false }, true],
  ['denied IN (:v, :w)', { ':v': true, ':w': false }, true],
  ['attribute_exists(note)', {}, true],
  ['attribute_exists(nothing)', {}, true],
  ['attribute_not_exists(terms.absent)', {}, true],
  ['attribute_type(denied, :v)', { ':v': 'BOOL' }, true],
  ['contains(steps, :v)', { ':v': { three: 3 } }, true],
  ['contains(tags, :v)', { ':v': 'mail' }, true],
  ['contains(title, :v)', { ':v': 'Admin' }, true],
  ['contains(bytes, :v)', { ':v': new Uint8Array([2, 3]) }, true],
  ['begins_with(title, :v)', { ':v': 'Exchange' }, true],
  ['size(steps) = :v', { ':v': 3 }, true],
  ['allowance BETWEEN :v AND :w', { ':v': 7.5, ':w': 10 }, true],
  ['allowance < :v', { ':v': '9' }, false],
  ['terms.nested.unlocked = :v', { ':v': false }, true],
  ['steps[2].three >= :v', { ':v': 3 }, true],
  ['absent = :v', { ':v': 1 }, false],
  ['absent <> :v', { ':v': 1 }, true],
  ['NOT (allowance = :v OR denied = :w)', { ':v': 9, ':w': true }, true],
];

const valuesOf = (values: Record<string, unknown>) =>
  Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {};

describe('a condition', () => {
  it.each(CONDITIONS)('%s with %j is %s, alike as a condition and as a filter', async (expression, values, holds) => {
    const { documents, put } = await aTable();
    await put(STORED);

    const scan = new ScanCommand({
      TableName: TABLE,
      FilterExpression: expression,
      ...valuesOf(values),
    });
    const found = await documents.send(scan);
    const guarded = new DeleteCommand({
      TableName: TABLE,
      Key: { pk: 'ada', sk: 'request' },
      ConditionExpression: expression,
      ...valuesOf(values),
    });
    const deleted = await documents.send(guarded).then(
      () => true,
      (error) => (error instanceof ConditionalCheckFailedException ? false : Promise.reject(error)),
    );

    expect(found).toMatchObject({ Count: holds ? 1 : 0, ScannedCount: 1 });
    expect(deleted).toBe(holds);
  });

  it('that fails hands back the item when asked', async () => {
    const { documents, put, get } = await aTable();
    await put({ pk: 'ada', sk: 'request', revision: 3 });

    const update = new UpdateCommand({
      TableName: TABLE,
      Key: { pk: 'ada', sk: 'request' },
      UpdateExpression: 'SET revision = :next',
      ConditionExpression: 'revision = :read',
      ExpressionAttributeValues: { ':next': 3, ':read': 2 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });

    await expect(documents.send(update)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { pk: { S: 'ada' }, sk: { S: 'request' }, revision: { N: '3' } },
    });
    expect(await get('ada', 'request')).toMatchObject({ revision: 3 });
  });

  it('that asks for the order of a value without one is refused with the request', async () => {
    const { documents } = await aTable();

    const scan = new ScanCommand({
      TableName: TABLE,
      FilterExpression: 'tags > :v',
      ExpressionAttributeValues: { ':v': true },
    });

    await expect(documents.send(scan)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a filtered query', () => {
  const OPEN_ONES = {
    TableName: TABLE,
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: '#state = :open',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: { ':pk': 'ada', ':open': { open: true } },
  };
  const sixRequests = Array.from({ length: 6 }, (_, number) => ({
    pk: 'ada',
    sk: `request-${number}`,
    state: { open: number % 2 === 1 },
    reason: 'on call',
  }));

  it('counts its limit before the filter and goes on from its last key', async () => {
    const { documents, put } = await aTable();
    await put(...sixRequests);

    const first = await documents.send(new QueryCommand({ ...OPEN_ONES, Limit: 4 }));
    const rest = await documents.send(new QueryCommand({ ...OPEN_ONES, ExclusiveStartKey: first.LastEvaluatedKey }));

    expect(first).toMatchObject({ Count: 2, ScannedCount: 4, LastEvaluatedKey: { pk: 'ada', sk: 'request-3' } });
    expect(idsOf(first.Items)).toEqual(['request-1', 'request-3']);
    expect(rest).toMatchObject({ Count: 1, ScannedCount: 2 });
    expect(rest.LastEvaluatedKey).toBeUndefined();
  });

  it('filters by attributes that its projection leaves out', async () => {
    const { documents, put } = await aTable();
    await put(...sixRequests);

    const { Items } = await documents.send(new QueryCommand({ ...OPEN_ONES, ProjectionExpression: 'reason' }));

    expect(Items).toEqual([{ reason: 'on call' }, { reason: 'on call' }, { reason: 'on call' }]);
  });

  it('counts without sending the items', async () => {
    const { documents, put } = await aTable();
    await put(...sixRequests);

    const answer = await documents.send(new QueryCommand({ ...OPEN_ONES, Select: 'COUNT' }));

    expect(answer).toMatchObject({ Count: 3, ScannedCount: 6 });
    expect(answer.Items).toBeUndefined();
  });
});
