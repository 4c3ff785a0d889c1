import type { Item } from '#infra/local/dynamodb/attribute-value';
import { itemSize, LARGEST_ITEM } from '#infra/local/dynamodb/item-size';

const SHAPES: ((padding: string) => Item)[] = [
  (padding) => ({ v: { S: padding } }),
  (padding) => ({ l: { L: [{ S: padding }, { N: '12' }, { BOOL: true }, { NULL: true }] } }),
  (padding) => ({ m: { M: { k: { S: padding }, é: { M: {} }, n: { N: '-123.45' } } } }),
  (padding) => ({ s: { SS: [padding, 'é'] }, n: { NS: ['1', '100', '-5'] }, b: { BS: ['YQ=='] } }),
  (padding) => ({ v: { S: padding }, a: { N: '12345' }, b: { N: '-0.001' }, c: { N: '100' }, d: { N: '0' } }),
  (padding) => ({ ['é'.repeat(100)]: { S: padding }, b: { B: 'YWI=' } }),
];

/** Items that are exactly as large as the engine takes them to be allowed, and one byte larger. */
export function itemsAtTheLimit(): Item[] {
  const key: Item = { pk: { S: 'large' }, sk: { S: 'é' } };
  return SHAPES.flatMap((shape) => {
    const room = LARGEST_ITEM - itemSize({ ...key, ...shape('') });
    return [room, room + 1].map((length) => ({ ...key, ...shape('x'.repeat(length)) }));
  });
}
