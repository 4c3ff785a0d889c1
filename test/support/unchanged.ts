import { isDeepStrictEqual } from 'node:util';
import type { Row } from './invariants/facts.ts';

/** What a refusal may leave: audit events, and how often a link was tried or reported. */
const counters: Readonly<Record<string, readonly string[]>> = { link: ['tries', 'events'] };

/**
 * The items that differ between two exports, but for the audit and counters: what is refused leaves none (I20).
 *
 * @returns the key of each, and whether it came, went or changed
 */
export function changesBetween(before: readonly Row[], after: readonly Row[]): string[] {
  const [earlier, later] = [byKey(before), byKey(after)];
  const names = new Set([...earlier.keys(), ...later.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [earlier.get(name), later.get(name)];
    if (!was) return [`${name} came`];
    if (!is) return [`${name} went`];
    return isDeepStrictEqual(was, is) ? [] : [`${name} changed`];
  });
}

function byKey(rows: readonly Row[]): Map<string, Row> {
  const compared = rows.filter(({ entity }) => entity !== 'event');
  return new Map(compared.map((row) => [`${row.pk} ${row.sk}`, withoutCounters(row)]));
}

function withoutCounters(row: Row): Row {
  const counted = counters[String(row.entity)] ?? [];
  return Object.fromEntries(Object.entries(row).filter(([name]) => !counted.includes(name)));
}
