import type { RandomRequest } from './random-requests.ts';
import type { WireAnswer } from './wire.ts';

/**
 * An answer as text that is equal when DynamoDB means the same: members of sets and, where the order is open, items
 * sorted; of errors the name, the cancellation codes and the items, not the wording; without consumed capacity, which
 * DynamoDB Local sends unasked.
 */
export function comparable({ status, body }: WireAnswer, request: RandomRequest): string {
  if (status === 200) {
    const { ConsumedCapacity: _, ...answer } = body;
    return canonical(request.unordered ? sorted(answer, request) : answer);
  }
  const reasons = (body.CancellationReasons as Record<string, unknown>[] | undefined)?.map(({ Code, Item }) => ({
    Code,
    Item,
  }));
  return canonical({ error: errorName(body), reasons, item: body.Item });
}

export function errorName(body: Record<string, unknown>): string {
  return String(body.__type).split('#')[1] ?? '';
}

function sorted(answer: Record<string, unknown>, { input }: RandomRequest): unknown {
  const { Items, Responses } = answer;
  const items = Array.isArray(Items) ? { Items: Items.map(canonical).sort() } : {};
  const found = Object(Responses)[Object.keys(Object(input.RequestItems))[0] ?? ''];
  return { ...answer, ...items, ...(Array.isArray(found) ? { Responses: found.map(canonical).sort() } : {}) };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (name, inner: unknown) => {
    if (name === 'N' && typeof inner === 'string') return plainNumber(inner);
    if (Array.isArray(inner) && name === 'NS') return inner.map(plainNumber).sort();
    if (Array.isArray(inner)) return /^[SB]S$/.test(name) ? inner.toSorted() : inner;
    if (!inner || typeof inner !== 'object') return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** One spelling for each number; DynamoDB Local keeps `2.0` and `1e3` as they came in index keys and inside lists and maps. */
function plainNumber(number: string): string {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${mantissa.startsWith('-') ? '-' : ''}${significant}e${power}`;
}
