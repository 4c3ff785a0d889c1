import type { Activation, Approval, Vote } from './activation.ts';
import { type Accounts, firstOfEachPerson, isSamePersonByNow } from './person.ts';

/** Those who asked and voted, as the table knows them at the moment of a count. */
export interface Electorate {
  /** Requester and voters as they are now, chains included. */
  readonly accounts: Accounts;
  /** Ids of the voters who might decide right now: enabled people, among the approvers in force. */
  readonly able: readonly string[];
}

/**
 * The yeses that count, at each vote and again at the grant: of distinct persons who might still decide and are not the
 * requester, all of it as known at that moment and not as it was when they said yes (APR-8).
 */
export function countedYeses(
  { votes }: Approval,
  { requester }: Pick<Activation, 'requester'>,
  { accounts, able }: Electorate,
): Vote[] {
  const counting = votes.filter(
    ({ decision, by }) => decision === 'approve' && able.includes(by.id) && !isSamePersonByNow(requester, by, accounts),
  );
  return firstOfEachPerson(counting, ({ by }) => by, accounts);
}

/** The yeses it takes: the larger of the quorum asked under and the one in force, and never none. */
export function yesesNeeded(asked: Pick<Approval, 'quorum'>, inForce: Pick<Approval, 'quorum'>): number {
  return Math.max(asked.quorum, inForce.quorum, 1);
}
