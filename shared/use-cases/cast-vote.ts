import type { Activation, Vote } from '#shared/domain/activation';
import { recordVote } from '#shared/domain/decision';
import { type DecisionLink, refuseUnlessUsable } from '#shared/domain/decision-link';
import { longestExtension } from '#shared/domain/extension';
import { openApprovalOf, refuseUnlessWaiting, type WaitingActivation } from '#shared/domain/open-approval';
import { isBlank } from '#shared/domain/plain-text';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import { directory, type Resource } from '#shared/domain/resource';
import type { SettingsVersion } from '#shared/domain/role-settings';
import type { Guard, Ports } from '#shared/ports';
import type { PrincipalView } from '#shared/ports/principals';
import { approvalInForce, findApproverRight } from './approvers.ts';
import { findElectorate } from './electorate.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { settingsGuards } from './settings-guards.ts';
import { findStandingRight, type LostRight, type StandingRight } from './standing-right.ts';
import { voteEvent } from './vote-event.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'decisionLinks' | 'now'>;

export interface Ballot {
  readonly activationId: string;
  readonly voterId: string;
  readonly decision: Vote['decision'];
  readonly justification?: string | undefined;
  readonly assurance: Vote['assurance'];
  /** The link the vote came by; spent in the same transaction. */
  readonly link?: DecisionLink | undefined;
}

/**
 * Records one approver's decision on what waits for one, a request or an extension, in one transaction with everything that makes it count: the state that was read,
 * the voter's right, the link unspent, the audit event.
 *
 * @throws Refusal activation_not_found | not_pending | deadline_passed | self_approval | not_an_approver | already_voted |
 *   justification_required | link_used | link_replaced | busy
 */
export function castVote(ballot: Ballot, needs: Needs): Promise<Activation> {
  return retryWhenStale(() => voteOnce(ballot, needs));
}

async function voteOnce(ballot: Ballot, needs: Needs): Promise<Activation> {
  const now = needs.now();
  const [found, voter] = await Promise.all([
    needs.activations.find(ballot.activationId),
    needs.principals.view(ballot.voterId),
  ]);
  if (!found || !voter) throw new Refusal('activation_not_found');
  const activation = refuseUnlessWaiting(found);
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  const spends = await usableLink(ballot, needs, now);

  const right = findRight(activation, voter, place, now);
  refuseWithoutReason(ballot, place?.settings, right !== undefined);
  const vote = toVote(ballot, voter, now);
  const asked = openApprovalOf(activation);
  const { quorum } = approvalInForce(asked, place?.settings);
  const [holder, { accounts, able, guards }] = await Promise.all([
    judgeHolder(activation, vote, needs),
    findElectorate(activation, asked, place, needs, [voter.principal]),
  ]);
  const context = { isApprover: right !== undefined, accounts, able, quorum, moreTime: holder.moreTime };
  const next = recordVote(activation, vote, context);
  await needs.activations.replace(next, activation, voteEvent(activation, next, vote, holder.reason), {
    guards: [
      ...(right ?? []),
      ...[...guards.values()].flat(),
      ...(place ? settingsGuards(place) : []),
      ...holder.guards,
    ],
    ...(spends ? { spends } : {}),
  });
  return next;
}

function findRight(
  activation: WaitingActivation,
  voter: PrincipalView,
  place: { settings: SettingsVersion; resource: Resource } | undefined,
  now: string,
): readonly Guard[] | undefined {
  const { approvers } = approvalInForce(openApprovalOf(activation), place?.settings);
  return findApproverRight(voter, approvers, place?.resource ?? directory, now);
}

function refuseWithoutReason(ballot: Ballot, settings: SettingsVersion | undefined, isApprover: boolean): void {
  const wanted = settings?.settings.approval.approverMustJustify ?? true;
  if (isApprover && wanted && isBlank(ballot.justification))
    refuseIfBroken([violation('justification', 'justification_required')]);
}

async function usableLink({ link }: Ballot, { decisionLinks }: Needs, now: string): Promise<DecisionLink | undefined> {
  if (!link) return undefined;
  const current = await decisionLinks.find(link.activationId, link.hash);
  if (!current) throw new Refusal('link_not_valid');
  // The try that brought us here is counted already, so the fifth may still be the right one.
  refuseUnlessUsable({ ...current, tries: 0 }, now);
  return current;
}

function toVote(ballot: Ballot, { principal }: PrincipalView, now: string): Vote {
  const { id, displayName, personId } = principal;
  return {
    by: { id, displayName, ...(personId === undefined ? {} : { personId }) },
    decision: ballot.decision,
    justification: ballot.justification?.trim() ?? '',
    at: now,
    assurance: ballot.assurance,
  };
}

/** What the holder of a running activation may still get, for a yes to more time; of a request the grant judges that. */
async function judgeHolder(activation: WaitingActivation, { decision }: Vote, needs: Needs): Promise<Judged> {
  if (activation.status !== 'active' || decision === 'deny') return { guards: [] };
  const right = await findStandingRight(activation, needs);
  if ('reason' in right) return { guards: [], reason: right.reason };
  const isTooLong = activation.extension.additionalMinutes > longestExtension(activation, right);
  return { guards: right.guards, moreTime: right, ...(isTooLong ? { reason: 'duration_too_long' as const } : {}) };
}

interface Judged {
  readonly guards: readonly Guard[];
  readonly moreTime?: StandingRight;
  /** Why the vote that completes the quorum gives nothing all the same. */
  readonly reason?: LostRight['reason'] | 'duration_too_long';
}
