import { type AttributeValue, bytesOf, type Item } from './attribute-value.ts';

/** Bytes an item may have, names included (DynamoDB quota, 400 KB). */
export const LARGEST_ITEM = 409_600;

/**
 * Bytes of an item as DynamoDB counts them: names and strings in UTF-8, lists and maps with 3 bytes and 1 more for
 * each member (Developer Guide, "DynamoDB item sizes and formats"). Dynalite counts UTF-16 units.
 */
export function itemSize(item: Item): number {
  return sum(Object.entries(item).map(([name, value]) => Buffer.byteLength(name) + valueSize(value)));
}

function valueSize(value: AttributeValue): number {
  if (value.M) return 3 + Object.keys(value.M).length + itemSize(value.M);
  if (value.L) return 3 + value.L.length + sum(value.L.map(valueSize));
  if (value.N !== undefined) return numberSize(value.N);
  if (value.NS) return sum(value.NS.map(numberSize));
  if (value.BS) return sum(value.BS.map((member) => Buffer.from(member, 'base64').length));
  if (value.SS) return sum(value.SS.map((member) => Buffer.byteLength(member)));
  return bytesOf(value)?.length ?? 1;
}

/** One byte for each two significant digits on a hundreds grid, one for the exponent, one more when negative. */
function numberSize(number: string): number {
  const [whole = '', fraction = ''] = number.replace('-', '').split('.');
  const grid =
    whole.padStart(whole.length + (whole.length % 2), '0') +
    fraction.padEnd(fraction.length + (fraction.length % 2), '0');
  const pairs = grid.match(/../g) ?? [];
  const first = pairs.findIndex((pair) => pair !== '00');
  if (first < 0) return 1;
  const last = pairs.findLastIndex((pair) => pair !== '00');
  return 1 + (last - first + 1) + (number.startsWith('-') ? 1 : 0);
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
