import {
  type Activation,
  type ActiveActivation,
  type Approval,
  type ApprovedActivation,
  type DeniedActivation,
  type PendingActivation,
  step,
  type Vote,
} from './activation.ts';
import { countedYeses, type Electorate, yesesNeeded } from './counted-yeses.ts';
import { dropExtension, extend, longestExtension, type MoreTime } from './extension.ts';
import {
  type ExtendingActivation,
  openApprovalOf,
  refuseUnlessWaiting,
  type WaitingActivation,
  withOpenApproval,
} from './open-approval.ts';
import { isSamePersonByNow, type PersonKey } from './person.ts';
import { Refusal } from './refusal.ts';

/** Why somebody's vote counts, or does not, as the table says at the moment of the vote. */
export interface VoteContext extends Electorate {
  /** Is the voter in the approvers in force right now? */
  readonly isApprover: boolean;
  /** Yeses it takes by the settings in force; the larger of it and the one asked under counts. */
  readonly quorum: number;
  /** What an extension may still get, for the vote that completes its quorum; nothing when its holder's right is gone. */
  readonly moreTime?: MoreTime | undefined;
}

/**
 * Counts an approver's vote on what waits for a decision, a request or the extension of what runs; the last yes of the
 * quorum approves, the first no denies.
 *
 * Nobody approves their own activation, whatever groups they belong to: the second pair of eyes is the
 * control (NIST SP 800-53 AC-5). Of a quorum at most one vote may come by link alone. Yeses that do not count any more
 * leave what waits waiting. Signed in, an approver may change a yes into a no (APR-7). An extension is judged again with
 * the vote that completes it: what the rules do not allow any more is dropped, whoever agreed.
 *
 * @throws Refusal not_pending | deadline_passed | self_approval | not_an_approver | already_voted | link_not_enough
 */
export function recordVote(
  activation: Activation,
  vote: Vote,
  context: VoteContext,
): PendingActivation | ApprovedActivation | DeniedActivation | ActiveActivation {
  const waiting = refuseUnlessWaiting(activation);
  refuseUnlessMayVote(waiting, vote, context);

  const asked = openApprovalOf(waiting);
  const earlier = votesOfPerson(asked, vote.by, context);
  const approval: Approval = { ...asked, votes: [...asked.votes.filter((one) => !earlier.includes(one)), vote] };
  if (vote.decision === 'deny') return deny(waiting, approval, vote.at);
  const electorate = { accounts: context.accounts, able: [...context.able, vote.by.id] };
  const isComplete = countedYeses(approval, waiting, electorate).length >= yesesNeeded(asked, context);
  // Who said yes before has nothing to add, unless it counts again and completes the quorum.
  if (!isComplete && countedYeses({ ...asked, votes: earlier }, waiting, context).length > 0)
    throw new Refusal('already_voted');
  if (!isComplete) return withOpenApproval(waiting, approval);
  if (waiting.status === 'active') return grantExtension(waiting, approval, { ...context, ...electorate }, vote.at);
  return step(waiting, { status: 'approved' as const, approval, approvedAt: vote.at });
}

/**
 * Takes an approver's yes back while the quorum is open; the request goes on waiting (APR-7).
 *
 * @throws Refusal not_pending | deadline_passed | no_vote_to_withdraw
 */
export function withdrawVote(
  activation: Activation,
  by: PersonKey,
  accounts: VoteContext['accounts'],
  now: string,
): WaitingActivation {
  const waiting = refuseUnlessWaiting(activation);
  const asked = openApprovalOf(waiting);
  if (now >= asked.deadline) throw new Refusal('deadline_passed');
  const own = votesOfPerson(asked, by, { accounts });
  if (own.length === 0) throw new Refusal('no_vote_to_withdraw');
  return withOpenApproval(waiting, { ...asked, votes: asked.votes.filter((vote) => !own.includes(vote)) });
}

function deny(waiting: WaitingActivation, approval: Approval, at: string): DeniedActivation | ActiveActivation {
  if (waiting.status === 'active') return dropExtension(waiting);
  return step(waiting, { status: 'denied' as const, approval, endedAt: at });
}

function grantExtension(
  activation: ExtendingActivation,
  approval: Approval,
  { moreTime, ...electorate }: VoteContext,
  at: string,
): ActiveActivation {
  const { additionalMinutes } = activation.extension;
  const isPossible = moreTime !== undefined && additionalMinutes <= longestExtension(activation, moreTime);
  if (!isPossible) return dropExtension(activation);
  const yeses = countedYeses(approval, activation, electorate);
  const earlier = (activation.extendedBy?.votes ?? []).filter(({ by }) => !yeses.some((yes) => yes.by.id === by.id));
  const extendedBy = { ...approval, votes: [...earlier, ...yeses] };
  return { ...extend(activation, additionalMinutes, moreTime, at), extendedBy };
}

function refuseUnlessMayVote(waiting: WaitingActivation, vote: Vote, context: VoteContext): void {
  const approval = openApprovalOf(waiting);
  if (vote.at >= approval.deadline) throw new Refusal('deadline_passed');
  if (isSamePersonByNow(waiting.requester, vote.by, context.accounts)) throw new Refusal('self_approval');
  if (!context.isApprover) throw new Refusal('not_an_approver');
  if (vote.assurance !== 'link') return;
  if (votesOfPerson(approval, vote.by, context).length > 0) throw new Refusal('already_voted');
  const linkTaken = countedYeses(approval, waiting, context).some(({ assurance }) => assurance === 'link');
  if (vote.decision === 'approve' && linkTaken) throw new Refusal('link_not_enough');
}

function votesOfPerson({ votes }: Approval, person: PersonKey, { accounts }: Pick<VoteContext, 'accounts'>): Vote[] {
  return votes.filter(({ by }) => isSamePersonByNow(by, person, accounts));
}
