import { BatchWriteCommand, DeleteCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import type { ChangeRecord } from '#infra/local/dynamodb/engine';
import { aTable, TABLE } from './a-table.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');

async function aRecordedTable() {
  const records: ChangeRecord[] = [];
  const table = await aTable({ now: () => NOON, onChange: (record) => records.push(record) });
  return { ...table, records };
}
const image = (sk: string, more: object = {}) => ({ pk: { S: 'ada' }, sk: { S: sk }, ...more });
const put = (sk: string, more: object = {}) => ({ Put: { TableName: TABLE, Item: { pk: 'ada', sk, ...more } } });

describe('change records', () => {
  it('tell the image before and after each write', async () => {
    const { documents, put: store, records } = await aRecordedTable();

    await store({ pk: 'ada', sk: 'request', n: 1 });
    await store({ pk: 'ada', sk: 'request', n: 2 });
    await documents.send(new DeleteCommand({ TableName: TABLE, Key: { pk: 'ada', sk: 'request' } }));

    const [first, second] = [image('request', { n: { N: '1' } }), image('request', { n: { N: '2' } })];
    const about = { tableName: TABLE, keys: image('request'), at: NOON };
    expect(records).toEqual([
      { ...about, newImage: first },
      { ...about, oldImage: first, newImage: second },
      { ...about, oldImage: second },
    ]);
  });

  it('of a transaction follow each other in its order', async () => {
    const { documents, records } = await aRecordedTable();

    await Promise.all([
      documents.send(new TransactWriteCommand({ TransactItems: [put('a-2'), put('a-1'), put('a-3')] })),
      documents.send(new TransactWriteCommand({ TransactItems: [put('b-2'), put('b-1'), put('b-3')] })),
    ]);

    const told = records.map((record) => record.keys.sk?.S);
    expect(told.filter((sk) => sk?.startsWith('a'))).toEqual(['a-2', 'a-1', 'a-3']);
    expect([told.slice(0, 3), told.slice(3)].map((half) => new Set(half.map((sk) => sk?.[0])).size)).toEqual([1, 1]);
  });

  it('are not written for what changes nothing', async () => {
    const { documents, put: store, records } = await aRecordedTable();
    await store({ pk: 'ada', sk: 'request', tags: new Set(['x', 'y']), map: { a: 1, b: 2 } });
    records.length = 0;

    await store({ pk: 'ada', sk: 'request', map: { b: 2, a: 1 }, tags: new Set(['y', 'x']) });
    await documents.send(new DeleteCommand({ TableName: TABLE, Key: { pk: 'ada', sk: 'absent' } }));
    const check = { TableName: TABLE, Key: { pk: 'ada', sk: 'request' }, ConditionExpression: 'attribute_exists(pk)' };
    await documents.send(new TransactWriteCommand({ TransactItems: [{ ConditionCheck: check }] }));

    expect(records).toEqual([]);
  });

  it('are not written for a cancelled transaction', async () => {
    const { documents, records } = await aRecordedTable();
    const check = { TableName: TABLE, Key: { pk: 'ada', sk: 'absent' }, ConditionExpression: 'attribute_exists(pk)' };

    const cancelled = documents.send(
      new TransactWriteCommand({ TransactItems: [put('one'), { ConditionCheck: check }] }),
    );

    await expect(cancelled).rejects.toMatchObject({ name: 'TransactionCanceledException' });
    expect(records).toEqual([]);
  });

  it('are written for each item of a batch', async () => {
    const { documents, put: store, records } = await aRecordedTable();
    await store({ pk: 'ada', sk: 'old' });

    const requests = [
      { PutRequest: { Item: { pk: 'ada', sk: 'new' } } },
      { DeleteRequest: { Key: { pk: 'ada', sk: 'old' } } },
    ];
    await documents.send(new BatchWriteCommand({ RequestItems: { [TABLE]: requests } }));

    expect(records.slice(1)).toMatchObject([{ newImage: image('new') }, { oldImage: image('old') }]);
  });
});
