import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactGetCommand, TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { aTable, TABLE } from './a-table.ts';

type Member = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

const put = (sk: string, more: object = {}): Member => ({
  Put: { TableName: TABLE, Item: { pk: 'ada', sk, ...more } },
});
const addOne = (sk: string): Member => ({
  Update: {
    TableName: TABLE,
    Key: { pk: 'ada', sk },
    UpdateExpression: 'ADD votes :one',
    ExpressionAttributeValues: { ':one': 1 },
  },
});
const mustBeNew = (sk: string): Member => ({
  Put: {
    TableName: TABLE,
    Item: { pk: 'ada', sk },
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});
const mustExist = (sk: string): Member => ({
  ConditionCheck: { TableName: TABLE, Key: { pk: 'ada', sk }, ConditionExpression: 'attribute_exists(pk)' },
});
const transact = (TransactItems: Member[], ClientRequestToken?: string) =>
  new TransactWriteCommand({ TransactItems, ...(ClientRequestToken && { ClientRequestToken }) });

describe('a transaction', () => {
  it('writes puts, updates and deletes together, with their index entries', async () => {
    const { documents, put: store, get, idsInPartition, idsInIndex } = await aTable();
    await store({ pk: 'ada', sk: 'old' }, { pk: 'ada', sk: 'checked' });

    const gone: Member = { Delete: { TableName: TABLE, Key: { pk: 'ada', sk: 'old' } } };
    await documents.send(
      transact([put('new', { by: 'ada', day: '2026-11-22' }), addOne('counted'), gone, mustExist('checked')]),
    );

    expect(await idsInPartition('ada')).toEqual(['checked', 'counted', 'new']);
    expect(await get('ada', 'counted')).toMatchObject({ votes: 1 });
    expect(await idsInIndex('ada')).toEqual(['new']);
  });

  it('writes nothing when one condition fails, and says which with the item that stood in the way', async () => {
    const { documents, put: store, idsInPartition } = await aTable();
    await store({ pk: 'ada', sk: 'taken', holder: 'grace' });

    const refused = await documents
      .send(transact([put('other'), mustBeNew('taken'), mustExist('absent')]))
      .catch((e) => e);

    expect(refused).toBeInstanceOf(TransactionCanceledException);
    expect(refused.CancellationReasons).toMatchObject([
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'ada' }, sk: { S: 'taken' }, holder: { S: 'grace' } } },
      { Code: 'ConditionalCheckFailed' },
    ]);
    expect(refused.CancellationReasons[2]).not.toHaveProperty('Item');
    expect(await idsInPartition('ada')).toEqual(['taken']);
  });

  it('is cancelled by an update that does not fit the stored item', async () => {
    const { documents, put: store, get } = await aTable();
    await store({ pk: 'ada', sk: 'words', votes: 'many' });

    const refused = await documents.send(transact([put('other'), addOne('words')])).catch((e) => e);

    expect(refused.CancellationReasons).toMatchObject([{ Code: 'None' }, { Code: 'ValidationError' }]);
    expect(await get('ada', 'other')).toBeUndefined();
  });

  it.each([
    ['two actions on one item', [put('same'), mustExist('same')]],
    ['no action', []],
    ['more than 100 actions', Array.from({ length: 101 }, (_, number) => put(`item-${number}`))],
    ['more than 4 MB', Array.from({ length: 11 }, (_, number) => put(`item-${number}`, { text: 'x'.repeat(400_000) }))],
    ['an item over 400 KB', [put('large', { text: 'é'.repeat(204_800) })]],
    ['an item without its key', [{ Put: { TableName: TABLE, Item: { pk: 'ada' } } }]],
    [
      'an unknown expression',
      [{ Update: { TableName: TABLE, Key: { pk: 'ada', sk: 'x' }, UpdateExpression: 'SEX x' } }],
    ],
  ])('is refused as a request with %s', async (_, members) => {
    const { documents, idsInPartition } = await aTable();

    await expect(documents.send(transact(members))).rejects.toMatchObject({ name: 'ValidationException' });

    expect(await idsInPartition('ada')).toEqual([]);
  });

  it('takes 100 actions', async () => {
    const { documents, idsInPartition } = await aTable();

    await documents.send(transact(Array.from({ length: 100 }, (_, number) => put(`item-${number}`))));

    expect(await idsInPartition('ada')).toHaveLength(100);
  });

  it('is done once for one idempotency token within ten minutes', async () => {
    let now = Date.parse('2026-11-22T12:00:00Z');
    const { documents, get } = await aTable({ now: () => now });

    await documents.send(transact([addOne('votes')], 'token-1'));
    await documents.send(transact([addOne('votes')], 'token-1'));
    expect(await get('ada', 'votes')).toMatchObject({ votes: 1 });

    now += 10 * 60_000;
    await documents.send(transact([addOne('votes')], 'token-1'));
    expect(await get('ada', 'votes')).toMatchObject({ votes: 2 });
  });

  it('is refused when its idempotency token stands for another request', async () => {
    const { documents } = await aTable();
    await documents.send(transact([addOne('votes')], 'token-1'));

    const other = documents.send(transact([addOne('other')], 'token-1'));

    await expect(other).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  it('may be tried again with its token after it was cancelled', async () => {
    const { documents, put: store, get } = await aTable();
    const guarded = [mustExist('gate'), addOne('votes')];
    await expect(documents.send(transact(guarded, 'token-1'))).rejects.toThrow(TransactionCanceledException);

    await store({ pk: 'ada', sk: 'gate' });
    await documents.send(transact(guarded, 'token-1'));

    expect(await get('ada', 'votes')).toMatchObject({ votes: 1 });
  });

  it('reads several items at once, absent ones included', async () => {
    const { documents, put: store } = await aTable();
    await store({ pk: 'ada', sk: 'one', n: 1, m: 2 });
    const key = (sk: string) => ({ TableName: TABLE, Key: { pk: 'ada', sk } });

    const get = new TransactGetCommand({
      TransactItems: [{ Get: { ...key('one'), ProjectionExpression: 'n' } }, { Get: key('two') }],
    });
    const { Responses } = await documents.send(get);

    expect(Responses).toEqual([{ Item: { n: 1 } }, {}]);
  });

  it('keeps a counter right that 32 workers fight over', async () => {
    const { documents, get, put: store, idsInPartition } = await aTable();
    await store({ pk: 'counter', sk: 'it', value: 0 });
    const countUp = (value: number, worker: number): Member[] => [
      {
        Update: {
          TableName: TABLE,
          Key: { pk: 'counter', sk: 'it' },
          UpdateExpression: 'SET #v = :next',
          ConditionExpression: '#v = :read',
          ExpressionAttributeNames: { '#v': 'value' },
          ExpressionAttributeValues: { ':next': value + 1, ':read': value },
        },
      },
      put(`${worker}-${value}`),
    ];

    const done = await Promise.all(
      Array.from({ length: 32 }, async (_, worker) => {
        let wins = 0;
        for (let round = 0; round < 3; round += 1) {
          const read = await get('counter', 'it');
          const won = documents.send(transact(countUp(read?.value, worker)));
          wins += await won.then(
            () => 1,
            (error) => (error instanceof TransactionCanceledException ? 0 : Promise.reject(error)),
          );
        }
        return wins;
      }),
    );

    const wins = done.reduce((sum, won) => sum + won, 0);
    expect(wins).toBeGreaterThan(0);
    expect(await get('counter', 'it')).toMatchObject({ value: wins });
    expect(await idsInPartition('ada')).toHaveLength(wins);
  });
});
