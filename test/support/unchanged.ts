import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Row } from './invariants/facts.ts';
import type { TestStack } from './local-stack.ts';

/** What a refusal may leave besides new audit events: how often a link was tried or reported. */
const counters: Readonly<Record<string, readonly string[]>> = { link: ['tries', 'events'] };

/**
 * The items that differ between two exports, but for new events and counters: what is refused leaves none (I20).
 *
 * @returns the key of each, and whether it came, went or changed
 */
export function changesBetween(before: readonly Row[], after: readonly Row[]): string[] {
  const [earlier, later] = [byKey(before), byKey(after)];
  const names = new Set([...earlier.keys(), ...later.keys()]);
  return [...names].flatMap((name) => {
    const [was, is] = [earlier.get(name), later.get(name)];
    // The audit only grows: what stands in it stays as it is.
    if (!was) return is?.entity === 'event' ? [] : [`${name} came`];
    if (!is) return [`${name} went`];
    return isDeepStrictEqual(was, is) ? [] : [`${name} changed`];
  });
}

/** Does what is refused, lets it have all its effects, and finds the table as it was before, but for audit and counters. */
export async function leavingAllAsItWas<T>(stack: TestStack, attempt: () => Promise<T>): Promise<T> {
  await stack.settled();
  const before = await stack.exportTable();
  const answer = await attempt();
  await stack.settled();
  expect(changesBetween(before, await stack.exportTable())).toEqual([]);
  return answer;
}

function byKey(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [`${row.pk} ${row.sk}`, withoutCounters(row)]));
}

function withoutCounters(row: Row): Row {
  const counted = counters[String(row.entity)] ?? [];
  return Object.fromEntries(Object.entries(row).filter(([name]) => !counted.includes(name)));
}
