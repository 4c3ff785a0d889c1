/**
 * Decides whether a record matches an event filter pattern (Lambda event filtering, the syntax of EventBridge).
 *
 * Known: values, `prefix`, `suffix`, `anything-but`, `exists`, `equals-ignore-case`.
 *
 * @throws Error for a comparison that is not known here
 */
export function matchesPattern(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) return pattern.some((rule) => matchesRule(rule, value));
  return Object.entries(Object(pattern)).every(([name, inner]) => matchesPattern(inner, fieldOf(value, name)));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function matchesRule(rule: unknown, value: unknown): boolean {
  const values = Array.isArray(value) ? value : [value];
  if (typeof rule !== 'object' || rule === null) return values.includes(rule);
  const [comparison = '', operand] = Object.entries(rule)[0] ?? [];
  if (comparison === 'exists') return (value !== undefined) === operand;
  const compare = COMPARISONS[comparison];
  if (!compare) throw new Error(`The filter comparison "${comparison}" is not known on one machine.`);
  return values.some((item) => item !== undefined && compare(item, operand));
}

const COMPARISONS: Record<string, (value: unknown, operand: unknown) => boolean> = {
  prefix: (value, prefix) => typeof value === 'string' && value.startsWith(String(prefix)),
  suffix: (value, suffix) => typeof value === 'string' && value.endsWith(String(suffix)),
  'equals-ignore-case': (value, text) =>
    typeof value === 'string' && value.toLowerCase() === String(text).toLowerCase(),
  'anything-but': (value, unwanted) => ![unwanted].flat().some((rule) => matchesRule(rule, value)),
};
