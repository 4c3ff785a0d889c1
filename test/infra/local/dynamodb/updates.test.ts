import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { itemSize } from '#infra/local/dynamodb/item-size';
import { aTable, TABLE } from './a-table.ts';

const BEFORE = {
  pk: 'ada',
  sk: 'request',
  steps: ['a', 'b', 'c'],
  terms: { allowance: 8 },
  allowance: 1.5,
  tags: new Set(['x', 'y']),
};

const update = (UpdateExpression: string, values: Record<string, unknown> = {}) =>
  new UpdateCommand({
    TableName: TABLE,
    Key: { pk: 'ada', sk: 'request' },
    UpdateExpression,
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ReturnValues: 'ALL_NEW',
  });

describe('an update', () => {
  it.each([
    ['means the list as it was by every index', 'REMOVE steps[0], steps[1]', {}, { steps: ['c'] }],
    ['sets and removes in one list', 'SET steps[0] = :v REMOVE steps[2]', { ':v': 'z' }, { steps: ['z', 'b'] }],
    ['appends what is set past the end', 'SET steps[9] = :v', { ':v': 'd' }, { steps: ['a', 'b', 'c', 'd'] }],
    [
      'reads every operand before it writes',
      'SET duplicate = terms, terms.allowance = :v',
      { ':v': 2 },
      { duplicate: { allowance: 8 }, terms: { allowance: 2 } },
    ],
    ['subtracts decimals exactly', 'SET allowance = allowance - :v', { ':v': 1.4 }, { allowance: 0.1 }],
    ['starts counting at zero', 'ADD votes :v', { ':v': 2 }, { votes: 2 }],
    ['keeps what is there', 'SET allowance = if_not_exists(allowance, :v)', { ':v': 7 }, { allowance: 1.5 }],
    ['takes members out of a set', 'DELETE tags :v', { ':v': new Set(['x', 'z']) }, { tags: new Set(['y']) }],
  ])('%s', async (_, expression, values, expected) => {
    const { documents, put } = await aTable();
    await put(BEFORE);

    const { Attributes } = await documents.send(update(expression, values));

    expect(Attributes).toEqual({ ...BEFORE, ...expected });
  });

  it('removes a set with its last member', async () => {
    const { documents, put } = await aTable();
    await put(BEFORE);

    const { Attributes } = await documents.send(update('DELETE tags :v', { ':v': new Set(['x', 'y']) }));

    expect(Attributes).not.toHaveProperty('tags');
  });

  it.each([
    ['a path that leads nowhere', 'SET terms.other.allowance = :v', { ':v': 1 }],
    ['a number added to a list', 'ADD steps :v', { ':v': 1 }],
    ['an absent operand', 'SET allowance = absent + :v', { ':v': 1 }],
    ['a key attribute', 'SET sk = :v', { ':v': 'other' }],
    ['an empty index key', 'SET day = :v', { ':v': '' }],
    ['more than 400 KB', 'SET note = :v', { ':v': 'é'.repeat(205_000) }],
  ])('is refused for %s and changes nothing', async (_, expression, values) => {
    const { documents, put, get } = await aTable();
    await put(BEFORE);

    await expect(documents.send(update(expression, values))).rejects.toMatchObject({
      name: 'ValidationException',
    });

    expect(await get('ada', 'request')).toEqual(BEFORE);
  });
});

describe('the size of an item', () => {
  it.each([
    ['names and strings in UTF-8', { é: { S: '€' } }, 5],
    [
      'lists and maps with three bytes and one for each member',
      { l: { L: [{ M: { k: { BOOL: true } } }] } },
      1 + 3 + 1 + 3 + 1 + 1 + 1,
    ],
    ['numbers by pairs of digits', { n: { N: '-123.45' } }, 1 + 5],
    ['binaries by their bytes', { b: { B: 'YWI=' }, s: { BS: ['YQ=='] } }, 1 + 2 + 1 + 1],
  ])('counts %s', (_, item, bytes) => {
    expect(itemSize(item)).toBe(bytes);
  });
});
