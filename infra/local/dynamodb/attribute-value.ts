import { compareNumbers } from './decimal.ts';

/** A value in DynamoDB JSON: exactly one of these is set; numbers are decimal strings, binaries base64. */
export interface AttributeValue {
  S?: string;
  N?: string;
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Item;
}
export type Item = Record<string, AttributeValue>;

/** `S`, `N`, `M` …: which of the types the value has. */
export function kindOf(value: AttributeValue): string {
  return Object.keys(value)[0] ?? '';
}

/** The members of a set, whatever their type; undefined for everything that is no set. */
export function membersOf(value: AttributeValue): string[] | undefined {
  return value.SS ?? value.NS ?? value.BS;
}

/** Tells whether DynamoDB calls the two equal: sets and maps in any order, lists in order. Numbers must be normalized. */
export function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  return kindOf(a) === kindOf(b) && JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

function canonical(value: AttributeValue): unknown {
  if (value.M) {
    const entries = Object.entries(value.M).sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([name, inner]) => [name, kindOf(inner), canonical(inner)]);
  }
  if (value.L) return value.L.map((inner) => [kindOf(inner), canonical(inner)]);
  return membersOf(value)?.toSorted() ?? Object.values(value)[0];
}

/** Negative, zero or positive as `a` comes before, with or after `b`; NaN where DynamoDB knows no order. */
export function compareValues(a: AttributeValue, b: AttributeValue): number {
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  const [left, right] = [bytesOf(a), bytesOf(b)];
  return left && right && kindOf(a) === kindOf(b) ? Buffer.compare(left, right) : Number.NaN;
}

/** The bytes of a string or binary; undefined for everything else. */
export function bytesOf(value: AttributeValue): Buffer | undefined {
  if (value.S !== undefined) return Buffer.from(value.S);
  if (value.B !== undefined) return Buffer.from(value.B, 'base64');
  return undefined;
}

/** Follows a document path (names and list indexes) into an item; undefined where it leads nowhere. */
export function valueAt(path: readonly (string | number)[], item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) value = typeof step === 'number' ? value?.L?.[step] : value?.M?.[step];
  return value;
}
