import {
  type Activation,
  type ActiveActivation,
  type Approval,
  type Extension,
  type PendingActivation,
  step,
} from './activation.ts';
import { Refusal } from './refusal.ts';

/** An active activation whose holder waits for more time. */
export type ExtendingActivation = ActiveActivation & { readonly extension: Extension };

/** What approvers are asked about: a request, or more time for one that runs. */
export type WaitingActivation = PendingActivation | ExtendingActivation;

/** Tells whether somebody has to decide: on the request itself, or on the extension of what runs. */
export function isWaiting(activation: Activation): activation is WaitingActivation {
  return openApprovalOf(activation) !== undefined;
}

/** The approval that waits for votes; none when nobody is asked. Inbox, links, mails and votes all mean this one. */
export function openApprovalOf(activation: WaitingActivation): Approval;
export function openApprovalOf(activation: Activation): Approval | undefined;
export function openApprovalOf(activation: Activation): Approval | undefined {
  if (activation.status === 'pending_approval') return activation.approval;
  return activation.status === 'active' ? activation.extension?.approval : undefined;
}

/** The approvals that what runs, or is about to, was given by: that of the request, and that of time on top of it. */
export function approvalsGiven(activation: Activation): Approval[] {
  const { approval, extendedBy, status } = activation;
  if (status === 'pending_approval' || status === 'denied') return [];
  return [approval, extendedBy].filter((given) => given !== undefined);
}

/** When the request was made, or the wish for more time. */
export function askedAt(activation: WaitingActivation): string {
  return activation.status === 'active' ? activation.extension.requestedAt : activation.requestedAt;
}

/** The activation with the approval that waits changed, be it by a vote or a reminder; the terms stay the same. */
export function withOpenApproval(activation: WaitingActivation, approval: Approval): WaitingActivation {
  if (activation.status === 'pending_approval') return step(activation, { approval });
  return step(activation, { extension: { ...activation.extension, approval } });
}

/**
 * What waits for a decision.
 *
 * @throws Refusal not_pending
 */
export function refuseUnlessWaiting(activation: Activation): WaitingActivation {
  if (!isWaiting(activation)) throw new Refusal('not_pending');
  return activation;
}
