import { DeleteTableCommand, DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { aTable, TABLE } from './a-table.ts';

const post = (endpoint: string, operation: string, body: string) =>
  fetch(endpoint, { method: 'POST', headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` }, body });

describe('the engine', () => {
  it('counts the requests of each operation', async () => {
    const { engine, put, get, idsInPartition } = await aTable();
    const before = { ...engine.requests };

    await put({ pk: 'ada', sk: 'one' }, { pk: 'ada', sk: 'two' });
    await get('ada', 'one');
    await idsInPartition('ada');

    expect(before).toEqual({ CreateTable: 1 });
    expect(engine.requests).toEqual({ CreateTable: 1, PutItem: 2, GetItem: 1, Query: 1 });
  });

  it('answers calls without the network as over it', async () => {
    const { engine } = await aTable();
    const Item = { pk: { S: 'ada' }, sk: { S: 'request' } };

    await engine.call('PutItem', { TableName: TABLE, Item });
    const guarded = { TableName: TABLE, Item, ConditionExpression: 'attribute_not_exists(pk)' };
    const refused = engine.call('PutItem', guarded);

    await expect(refused).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      statusCode: 400,
      body: { message: 'The conditional request failed' },
    });
  });

  it.each(['ExecuteStatement', 'constructor', ''])('does not know the operation "%s"', async (operation) => {
    const { engine, endpoint } = await aTable();

    await expect(engine.call(operation, {})).rejects.toMatchObject({
      name: 'UnknownOperationException',
      statusCode: 400,
    });
    expect((await post(endpoint, operation, '{}')).status).toBe(400);
  });

  it('refuses a body over 16 MB', async () => {
    const { endpoint, engine } = await aTable();

    const answer = await post(endpoint, 'PutItem', ' '.repeat(16 * 1024 * 1024 + 1));

    expect(answer.status).toBe(413);
    expect(engine.requests).not.toHaveProperty('PutItem');
  });

  it('refuses a body that is not JSON', async () => {
    const { endpoint } = await aTable();

    const answer = await post(endpoint, 'PutItem', '{');

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: expect.stringContaining('SerializationException') });
  });

  it('refuses the legacy parameters that expressions have replaced', async () => {
    const { engine } = await aTable();
    const Item = { pk: { S: 'ada' }, sk: { S: 'request' } };

    const legacy = engine.call('PutItem', { TableName: TABLE, Item, Expected: { pk: { Exists: false } } });

    await expect(legacy).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('has a table as soon as it is created, and none as soon as it is deleted', async () => {
    const { client, documents, put } = await aTable();
    await put({ pk: 'ada', sk: 'request' });
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE }));

    await client.send(new DeleteTableCommand({ TableName: TABLE }));

    expect(Table?.TableStatus).toBe('ACTIVE');
    const late = documents.send(new PutCommand({ TableName: TABLE, Item: { pk: 'ada', sk: 'late' } }));
    await expect(late).rejects.toThrow(ResourceNotFoundException);
  });

  it.each([
    ['26 items', Array.from({ length: 26 }, (_, number) => ({ pk: 'ada', sk: String(number) }))],
    [
      'one item twice',
      [
        { pk: 'ada', sk: 'same' },
        { pk: 'ada', sk: 'same' },
      ],
    ],
    ['an empty key', [{ pk: 'ada', sk: '' }]],
    ['an empty index key', [{ pk: 'ada', sk: 'one', by: '', day: '1' }]],
  ])('refuses a batch of %s', async (_, items) => {
    const { documents, idsInPartition } = await aTable();

    const RequestItems = { [TABLE]: items.map((Item) => ({ PutRequest: { Item } })) };

    await expect(documents.send(new BatchWriteCommand({ RequestItems }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(await idsInPartition('ada')).toEqual([]);
  });
});
