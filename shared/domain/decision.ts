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
import { dropExtension, extend, longestExtension, type MoreTime } from './extension.ts';
import {
  type ExtendingActivation,
  openApprovalOf,
  refuseUnlessWaiting,
  type WaitingActivation,
  withOpenApproval,
} from './open-approval.ts';
import { isSamePersonByNow, type PersonKey } from './principal.ts';
import { Refusal } from './refusal.ts';

/** Why somebody's vote counts, or does not, as the table says at the moment of the vote. */
export interface VoteContext {
  /** Is the voter in the approvers in force right now? */
  readonly isApprover: boolean;
  /** Requester and earlier voters as they are known right now: accounts may have been found to be one person's since. */
  readonly accounts: readonly PersonKey[];
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
 * control (NIST SP 800-53 AC-5). Of a quorum at most one vote may come by link alone. An extension is judged again with
 * the vote that completes it: what the rules do not allow any more is dropped, whoever agreed.
 *
 * @throws Refusal not_pending | deadline_passed | self_approval | not_an_approver | already_voted | link_not_enough
 */
export function recordVote(
  activation: Activation,
  vote: Vote,
  context: VoteContext,
): PendingActivation | ApprovedActivation | DeniedActivation | ActiveActivation {
  const waiting = refuseUnlessMayVote(activation, vote, context);

  const asked = openApprovalOf(waiting);
  const approval: Approval = { ...asked, votes: [...asked.votes, vote] };
  if (vote.decision === 'deny') return deny(waiting, approval, vote.at);
  const quorum = Math.max(approval.quorum, context.quorum, 1);
  if (yeses(approval) < quorum) return withOpenApproval(waiting, approval);
  if (waiting.status === 'active') return grantExtension(waiting, context.moreTime, vote.at);
  return step(waiting, { status: 'approved' as const, approval, approvedAt: vote.at });
}

function deny(waiting: WaitingActivation, approval: Approval, at: string): DeniedActivation | ActiveActivation {
  if (waiting.status === 'active') return dropExtension(waiting);
  return step(waiting, { status: 'denied' as const, approval, endedAt: at });
}

function grantExtension(activation: ExtendingActivation, moreTime: MoreTime | undefined, at: string): ActiveActivation {
  const { additionalMinutes } = activation.extension;
  const isPossible = moreTime !== undefined && additionalMinutes <= longestExtension(activation, moreTime);
  return isPossible ? extend(activation, additionalMinutes, moreTime, at) : dropExtension(activation);
}

function refuseUnlessMayVote(activation: Activation, vote: Vote, context: VoteContext): WaitingActivation {
  const waiting = refuseUnlessWaiting(activation);
  const { requester } = activation;
  const approval = openApprovalOf(waiting);
  if (vote.at >= approval.deadline) throw new Refusal('deadline_passed');
  const isVoters = (account: PersonKey) => isSamePersonByNow(account, vote.by, context.accounts);
  if (isVoters(requester)) throw new Refusal('self_approval');
  if (!context.isApprover) throw new Refusal('not_an_approver');
  if (approval.votes.some(({ by }) => isVoters(by))) throw new Refusal('already_voted');
  const linkTaken = approval.votes.some((earlier) => earlier.assurance === 'link');
  if (vote.assurance === 'link' && vote.decision === 'approve' && linkTaken) throw new Refusal('link_not_enough');
  return waiting;
}

function yeses(approval: Approval): number {
  return approval.votes.filter((vote) => vote.decision === 'approve').length;
}
