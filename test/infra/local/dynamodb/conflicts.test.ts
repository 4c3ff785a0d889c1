import { setImmediate as nextTurn } from 'node:timers/promises';
import { DeleteCommand, PutCommand, TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { aTable, TABLE } from './a-table.ts';

type Member = NonNullable<ConstructorParameters<typeof TransactWriteCommand>[0]['TransactItems']>[number];

const put = (sk: string, more: object = {}): Member => ({
  Put: { TableName: TABLE, Item: { pk: 'ada', sk, ...more } },
});
const exists = (sk: string): Member => ({
  ConditionCheck: { TableName: TABLE, Key: { pk: 'ada', sk }, ConditionExpression: 'attribute_exists(pk)' },
});
/** Long enough for all who are sent at once to meet. */
const slow = { transactionsTake: 100 };
const transact = (...TransactItems: Member[]) => new TransactWriteCommand({ TransactItems });

/** Names and reasons of those that did not get through, where all are sent at once. */
async function failuresOf(sending: readonly Promise<unknown>[]) {
  const settled = await Promise.allSettled(sending);
  return settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
}

describe('transactions that touch the same item at once', () => {
  it('cancel each other but one, and say on which item', async () => {
    const { documents, idsInPartition } = await aTable(slow);

    const failures = await failuresOf(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => documents.send(transact(put(`own-${n}`), put('shared', { by: `${n}` })))),
    );

    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'TransactionCanceledException' });
      expect(failure.CancellationReasons).toMatchObject([{ Code: 'None' }, { Code: 'TransactionConflict' }]);
    }
    expect(await idsInPartition('ada')).toHaveLength(8 - failures.length + 1);
  });

  it('do so also where both only check it', async () => {
    const { documents, put: store } = await aTable(slow);
    await store({ pk: 'ada', sk: 'role' });

    const failures = await failuresOf(
      [1, 2, 3, 4, 5, 6].map((n) => documents.send(transact(put(`own-${n}`), exists('role')))),
    );

    expect(failures.length).toBeGreaterThan(0);
    expect(failures[0].CancellationReasons[1]).toMatchObject({ Code: 'TransactionConflict' });
  });

  it('leave alone those that touch others, and are over once they have answered', async () => {
    const { documents, idsInPartition } = await aTable(slow);

    await Promise.all([1, 2, 3, 4].map((n) => documents.send(transact(put(`a-${n}`), put(`b-${n}`)))));
    for (const by of ['1', '2', '3']) await documents.send(transact(put('a-1', { by })));

    expect(await idsInPartition('ada')).toHaveLength(8);
  });

  it('free their items when a condition fails', async () => {
    const { documents } = await aTable(slow);

    await expect(documents.send(transact(put('new'), exists('absent')))).rejects.toThrow();

    await expect(documents.send(transact(put('new'), put('absent')))).resolves.toBeDefined();
  });

  it('are told apart from the same one sent twice, which is under way', async () => {
    const { documents, get } = await aTable(slow);
    const same = () =>
      documents.send(new TransactWriteCommand({ TransactItems: [put('once')], ClientRequestToken: 'token-1' }));

    const failures = await failuresOf([same(), same(), same()]);

    for (const failure of failures) expect(failure.name).toBe('TransactionInProgressException');
    expect(await get('ada', 'once')).toBeDefined();
  });
});

describe('a single write', () => {
  const key = { pk: 'ada', sk: 'shared' };
  it.each([
    ['put', new PutCommand({ TableName: TABLE, Item: key })],
    [
      'update',
      new UpdateCommand({
        TableName: TABLE,
        Key: key,
        UpdateExpression: 'SET #by = :by',
        ExpressionAttributeNames: { '#by': 'by' },
        ExpressionAttributeValues: { ':by': 'grace' },
      }),
    ],
    ['delete', new DeleteCommand({ TableName: TABLE, Key: key })],
  ])('is turned away while a transaction on its item is under way: %s', async (_, command) => {
    const { engine, documents } = await aTable(slow);

    const transaction = documents.send(transact(put('shared')));
    while (engine.requests.TransactWriteItems === undefined) await nextTurn();
    const meanwhile = documents.send(command as PutCommand);

    await expect(meanwhile).rejects.toMatchObject({ name: 'TransactionConflictException' });
    await transaction;
    await documents.send(command as PutCommand);
  });

  it('never keeps another single write away', async () => {
    const { documents } = await aTable(slow);

    const failures = await failuresOf(
      [1, 2, 3, 4, 5].map((n) => documents.send(new PutCommand({ TableName: TABLE, Item: { ...key, n } }))),
    );

    expect(failures).toEqual([]);
  });
});
