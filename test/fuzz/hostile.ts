import fc from 'fast-check';

/** What is sent where something else belongs: text that other systems have stumbled over, and values of other kinds. */
export const hostileTexts: readonly string[] = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  'a\r\nBcc: mallory@example.test',
  '\u202eevil\u2066',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "=cmd|' /C calc'!A0",
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '%00%2e%2e%2f',
  "' OR '1'='1",
  '#ACTIVATION#',
  'PRINCIPAL#grace',
  '$' + '{7*7}',
  '((((((((((a+)+)+)+)+)+)+)+)+)+)$',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ️‍🔥',
  'x'.repeat(1001),
  'é'.repeat(20_000),
  '9999-12-31T23:59:59Z',
  '0000-00-00T00:00:00Z',
  '2026-02-31T25:61:00+99:99',
];

/** What fits into an address. */
export const shortHostileTexts = hostileTexts.filter((text) => text.length <= 1001);

export const hostileValues: readonly unknown[] = [
  ...hostileTexts,
  null,
  true,
  false,
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  1e300,
  [],
  {},
  [[[[[[[[[[]]]]]]]]]],
  { $ne: null },
  { toString: 'x', length: -1 },
  Array.from({ length: 200 }, () => ({})),
];

/** Fields of answers and items that no caller may set. */
const foreignFields = [
  'status',
  'approvers',
  'votes',
  'rev',
  'revision',
  'requester',
  'pk',
  'administratorRoles',
  '__proto__',
  'constructor',
];

/** How a good body is spoilt, and where: `place` counts the fields of the body, those inside others too. */
export interface Mutation {
  readonly kind: 'drop' | 'replace' | 'add' | 'double';
  readonly place: number;
  readonly value: unknown;
  readonly name: string;
}

export const mutations: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('drop', 'replace', 'replace', 'add', 'double'),
  place: fc.nat(30),
  value: fc.constantFrom(...hostileValues),
  name: fc.constantFrom(...foreignFields),
});

/** The body, spoilt in one place. */
export function mutate(body: unknown, { kind, place, value, name }: Mutation): unknown {
  const copy: unknown = structuredClone(body);
  const holders = listHolders(copy);
  const slots = holders.flatMap((holder) => Object.keys(holder).map((key) => ({ holder, key })));
  const slot = slots[place % Math.max(1, slots.length)];
  if (kind === 'add') {
    const holder = holders[place % Math.max(1, holders.length)];
    if (!holder) return value;
    // Not by assignment, which would set the prototype instead of a field of this name.
    Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true });
    return copy;
  }
  if (!slot) return value;
  if (kind === 'drop') Reflect.deleteProperty(slot.holder, slot.key);
  if (kind === 'replace') Reflect.set(slot.holder, slot.key, value);
  if (kind === 'double')
    Reflect.set(slot.holder, slot.key, [Reflect.get(slot.holder, slot.key), Reflect.get(slot.holder, slot.key)]);
  return copy;
}

function listHolders(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(listHolders)];
}
