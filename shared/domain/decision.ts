import {
  type Activation,
  type Approval,
  type ApprovedActivation,
  type DeniedActivation,
  type PendingActivation,
  step,
  type Vote,
} from './activation.ts';
import { isSamePerson } from './principal.ts';
import { Refusal } from './refusal.ts';

/** Why somebody's vote counts, or does not, as the table says at the moment of the vote. */
export interface VoteContext {
  /** Is the voter in the approvers in force right now? */
  readonly isApprover: boolean;
  /** Yeses it takes by the settings in force; the larger of it and the one asked under counts. */
  readonly quorum: number;
}

/**
 * Counts an approver's vote; the last yes of the quorum approves, the first no denies.
 *
 * Nobody approves their own activation, whatever groups they belong to: the second pair of eyes is the
 * control (NIST SP 800-53 AC-5). Of a quorum at most one vote may come by link alone.
 *
 * @throws Refusal not_pending | deadline_passed | self_approval | not_an_approver | already_voted | link_not_enough
 */
export function recordVote(
  activation: Activation,
  vote: Vote,
  context: VoteContext,
): PendingActivation | ApprovedActivation | DeniedActivation {
  const pending = refuseUnlessMayVote(activation, vote, context);

  const approval: Approval = { ...pending.approval, votes: [...pending.approval.votes, vote] };
  if (vote.decision === 'deny') return step(pending, { status: 'denied' as const, approval, endedAt: vote.at });
  const quorum = Math.max(approval.quorum, context.quorum, 1);
  if (yeses(approval) < quorum) return step(pending, { approval });
  return step(pending, { status: 'approved' as const, approval, approvedAt: vote.at });
}

function refuseUnlessMayVote(activation: Activation, vote: Vote, context: VoteContext): PendingActivation {
  if (activation.status !== 'pending_approval') throw new Refusal('not_pending');
  const { approval, requester } = activation;
  if (vote.at >= approval.deadline) throw new Refusal('deadline_passed');
  if (isSamePerson(requester, vote.by)) throw new Refusal('self_approval');
  if (!context.isApprover) throw new Refusal('not_an_approver');
  if (approval.votes.some((earlier) => isSamePerson(earlier.by, vote.by))) throw new Refusal('already_voted');
  const linkTaken = approval.votes.some((earlier) => earlier.assurance === 'link');
  if (vote.assurance === 'link' && vote.decision === 'approve' && linkTaken) throw new Refusal('link_not_enough');
  return activation;
}

function yeses(approval: Approval): number {
  return approval.votes.filter((vote) => vote.decision === 'approve').length;
}
