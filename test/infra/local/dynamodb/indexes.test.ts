import { createHash } from 'node:crypto';
import { BatchGetCommand, DeleteCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { aTable, TABLE } from './a-table.ts';

const indexQuery = (more: object = {}) =>
  new QueryCommand({
    TableName: TABLE,
    IndexName: 'by-day',
    KeyConditionExpression: '#by = :by',
    ExpressionAttributeNames: { '#by': 'by' },
    ExpressionAttributeValues: { ':by': 'ada' },
    ...more,
  });

/** Two sort keys that dynalite's own index keys take for one: it keeps 24 bits of a hash. */
function collidingKeys(): [string, string] {
  const seen = new Map<string, string>();
  for (let number = 0; ; number += 1) {
    const sk = `request-${number}`;
    const hash = createHash('md5').update(`Outliersada${sk}`).digest('hex').slice(0, 6);
    const other = seen.get(hash);
    if (other) return [other, sk];
    seen.set(hash, sk);
  }
}

describe('an index of keys only', () => {
  it('has the keys of table and index and nothing more', async () => {
    const { documents, put } = await aTable();
    await put({ pk: 'ada', sk: 'request', by: 'ada', day: '1', reason: 'on call' });

    const { Items } = await documents.send(indexQuery());

    expect(Items).toEqual([{ pk: 'ada', sk: 'request', by: 'ada', day: '1' }]);
  });

  it('is left by an item that loses, changes or takes along its keys', async () => {
    const { documents, put, idsInIndex } = await aTable();
    await put(...['loses', 'moves', 'goes', 'stays'].map((sk) => ({ pk: 'ada', sk, by: 'ada', day: '1' })));
    const key = (sk: string) => ({ TableName: TABLE, Key: { pk: 'ada', sk } });

    await documents.send(
      new UpdateCommand({ ...key('loses'), UpdateExpression: 'REMOVE #by', ExpressionAttributeNames: { '#by': 'by' } }),
    );
    const move = { UpdateExpression: 'SET #by = :by', ExpressionAttributeNames: { '#by': 'by' } };
    await documents.send(
      new UpdateCommand({ ...key('moves'), ...move, ExpressionAttributeValues: { ':by': 'grace' } }),
    );
    await documents.send(new DeleteCommand(key('goes')));

    expect(await idsInIndex('ada')).toEqual(['stays']);
    expect(await idsInIndex('grace')).toEqual(['moves']);
  });

  it('holds every item of equal index keys, page by page, forwards and backwards', async () => {
    const { documents, put } = await aTable();
    const sks = [...collidingKeys(), 'a', 'b', 'c'];
    await put(...sks.map((sk) => ({ pk: 'ada', sk, by: 'ada', day: '1' })));

    for (const ScanIndexForward of [true, false]) {
      const found: string[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const page = await documents.send(
          indexQuery({ Limit: 2, ScanIndexForward, ...(start && { ExclusiveStartKey: start }) }),
        );
        found.push(...(page.Items ?? []).map((item) => String(item.sk)));
        start = page.LastEvaluatedKey;
      } while (start);
      expect(found.toSorted()).toEqual(sks.toSorted());
    }
  });

  it('refuses consistent reads, which the table itself allows', async () => {
    const { documents, idsInPartition } = await aTable();

    await expect(documents.send(indexQuery({ ConsistentRead: true }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(await idsInPartition('ada', { ConsistentRead: true })).toEqual([]);
  });

  it('leads to whole items by a batch read', async () => {
    const { documents, put } = await aTable();
    await put({ pk: 'ada', sk: 'one', no: false, list: [1] }, { pk: 'ada', sk: 'two', map: { yes: true } });

    const Keys = ['one', 'two', 'three'].map((sk) => ({ pk: 'ada', sk }));
    const { Responses, UnprocessedKeys } = await documents.send(
      new BatchGetCommand({ RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } }),
    );

    const found = Responses?.[TABLE]?.toSorted((a, b) => String(a.sk).localeCompare(String(b.sk)));
    expect(found).toEqual([
      { pk: 'ada', sk: 'one', no: false, list: [1] },
      { pk: 'ada', sk: 'two', map: { yes: true } },
    ]);
    expect(UnprocessedKeys).toEqual({});
  });
});
