import { factsOf, type Row } from './invariants/facts.ts';
import { refuseViolations, violationsOf } from './invariants/invariants.ts';

/**
 * Checks in the middle of a story what every stack is judged by at its end, as far as it holds at any moment: that the
 * audit tells the whole truth above all (I08, I12, I13).
 */
export function expectSoundAudit(rows: readonly Row[]): void {
  refuseViolations(violationsOf(factsOf(rows, { given: undefined, isQuiet: false })));
}

/** What open requests leave in the table: locks, and pointers in inboxes. */
export function openTraces(rows: readonly Row[]): Row[] {
  return rows.filter(({ entity }) => entity === 'open_activation' || entity === 'inbox_entry');
}
