import {
  accessWithoutRecord,
  endedWithAccess,
  givenBySomebodyElse,
  givenWithoutRight,
  heldOutOfReach,
  orphanedAccess,
  tooLong,
} from './access.ts';
import type { Facts } from './facts.ts';
import { illegalMoves, openTwice, overdue, stranded, untoldMoves } from './life.ts';
import { brokenChains, lockedOut } from './organization.ts';
import {
  lateVotes,
  linksSpentTwice,
  ownYeses,
  strayLinks,
  tooFewYeses,
  votersWithoutRight,
  votesWithoutSession,
} from './votes.ts';

export interface InvariantViolation {
  readonly id: string;
  readonly detail: string;
}

/**
 * What must always hold, by its id in the promises of security. Not judged from one look at the table are I03 (GET changes
 * nothing) and I20 (a refused attempt changes nothing), which need a look before and one after, and I21, which needs
 * everything to be over.
 */
const invariants: readonly (readonly [id: string, judge: (facts: Facts) => string[]])[] = [
  ['I01', ownYeses],
  ['I02', tooFewYeses],
  ['I04', linksSpentTwice],
  ['I05', strayLinks],
  ['I06', lateVotes],
  ['I07', votesWithoutSession],
  ['I08', illegalMoves],
  ['I08', stranded],
  ['I09', orphanedAccess],
  ['I10', accessWithoutRecord],
  ['I11', tooLong],
  ['I12', untoldMoves],
  ['I13', brokenChains],
  ['I14', lockedOut],
  ['I15', openTwice],
  ['I16', endedWithAccess],
  ['I17', overdue],
  ['I18', givenBySomebodyElse],
  ['I19', votersWithoutRight],
  ['I19', givenWithoutRight],
  ['I19', heldOutOfReach],
];

/** Every invariant that does not hold, with what breaks it. */
export function violationsOf(facts: Facts): InvariantViolation[] {
  return invariants.flatMap(([id, judge]) => judge(facts).map((detail) => ({ id, detail })));
}

/** @throws Error with every violation, a line each */
export function refuseViolations(violations: readonly InvariantViolation[]): void {
  if (violations.length === 0) return;
  throw new Error(
    ['What must always hold does not:', ...violations.map((one) => `  ${one.id} ${one.detail}`)].join('\n'),
  );
}
