import type { Row } from './invariants/facts.ts';
import { factsOf } from './invariants/facts.ts';
import { refuseViolations, violationsOf } from './invariants/invariants.ts';

/** What is judged of a running stack. */
interface Judged {
  settled(): Promise<void>;
  /** The whole table in key order, nothing left out. */
  everything(): Promise<Row[]>;
}

/** Every journey ends with it: once everything that was set off is done, what must always hold does. @throws Error */
export async function expectInvariants({ settled, everything }: Judged): Promise<void> {
  await settled();
  // The directory is the only provider of a stack, and the table is what it knows: I09, I10 and I16 read its holders.
  refuseViolations(violationsOf(factsOf(await everything(), { given: undefined, isQuiet: true })));
}
