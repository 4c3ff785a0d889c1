import type {
  Activation,
  ActiveActivation,
  ApprovedActivation,
  PendingActivation,
  ProvisioningActivation,
  RevokingActivation,
} from '#shared/domain/activation';
import { beginRevoking } from '#shared/domain/ending';
import { askExtension } from '#shared/domain/extension';
import { activate, beginProvisioning } from '#shared/domain/granting';
import { plusMinutes } from '#shared/domain/instant';
import type { EventDraft } from '#shared/ports';
import { ada, alan, EXCHANGE, grace, userEntry } from '#test/support/found-organization';
import { NOON } from '#test/support/world';

/** ada asks at noon for an hour of Exchange; grace and alan are asked until the next noon. */
export function pending(changes: Partial<PendingActivation> = {}): PendingActivation {
  const { requester = ada, roleId = EXCHANGE, resourceId = '/', requestedAt = NOON } = changes;
  return {
    id: 'act_1',
    requester: { id: requester.id, displayName: requester.displayName },
    roleId,
    roleName: 'Exchange Administrator',
    resourceId,
    eligibility: { assignmentId: 'asg_1', holderId: requester.id },
    provider: { kind: 'directory' },
    entitlement: `directory:${roleId}:${resourceId}:${requester.id}`,
    justification: 'Finance receives no mail',
    durationMinutes: 60,
    requestedAt,
    settings: { resourceId: '/', version: 1 },
    origin: { ip: '192.0.2.1', userAgent: 'test' },
    termsRevision: 1,
    generation: 1,
    revision: 1,
    status: 'pending_approval',
    approval: {
      quorum: 1,
      windowMinutes: 1440,
      deadline: plusMinutes(requestedAt, 1440),
      approvers: [userEntry(grace), userEntry(alan)],
      votes: [],
      reminders: 0,
    },
    ...changes,
  };
}

export function approved(changes: Partial<PendingActivation> = {}): ApprovedActivation {
  const { approval, ...asked } = pending(changes);
  return { ...asked, approval, status: 'approved', approvedAt: asked.requestedAt };
}

export function provisioning(from: Activation = approved()): ProvisioningActivation {
  const { requestedAt } = from;
  const attempt = { heldSince: requestedAt, attemptUntil: plusMinutes(requestedAt, 2), eligibilityEndsAt: undefined };
  return asFirst(beginProvisioning(from, attempt, requestedAt));
}

export function active(from: Activation = provisioning()): ActiveActivation {
  return asFirst(activate(from, from.requestedAt));
}

export function revoking(from: Activation = active()): RevokingActivation {
  return asFirst(beginRevoking(from, { outcome: 'deactivated' }, from.requestedAt));
}

/** As if it had been so from the beginning: the first event about it is the first of its chain. */
export function asFirst<A extends Activation>(activation: A): A {
  return { ...activation, revision: 1 };
}

/** Half an hour more is asked for of grace and alan, who have until the end. */
export function extending(from: ActiveActivation = active()): ActiveActivation {
  const asked = { quorum: 1, windowMinutes: 60, deadline: from.endsAt, votes: [], reminders: 0 };
  const approvers = [userEntry(grace), userEntry(alan)];
  return askExtension(from, {
    additionalMinutes: 30,
    requestedAt: from.activatedAt,
    approval: { ...asked, approvers },
  });
}

/** The same state once more, one revision on. */
export function touched(activation: Activation): Activation {
  return { ...activation, revision: activation.revision + 1 };
}

export const requested: EventDraft = { type: 'activation.requested', actor: ada, details: {} };
export const changed: EventDraft = { type: 'activation.voted', actor: grace, details: {} };
