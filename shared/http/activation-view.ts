import type { Activation, Approval, BreakGlass, Extension } from '#shared/domain/activation';
import type { AuditEvent } from '#shared/domain/audit-event';

/** An activation as `api.md` promises it: what a person may see, and nothing the machinery keeps for itself. */
export function activationView(activation: Activation) {
  const { id, status, requester, roleId, roleName, resourceId, justification, ticket, durationMinutes } = activation;
  return {
    id,
    status,
    ...('outcome' in activation ? { outcome: activation.outcome } : {}),
    ...('reason' in activation && activation.reason !== undefined ? { reason: activation.reason } : {}),
    requester: { id: requester.id, displayName: requester.displayName },
    roleId,
    roleName,
    resourceId,
    ...(justification === undefined ? {} : { justification }),
    ...(ticket === undefined ? {} : { ticket }),
    durationMinutes,
    requestedAt: activation.requestedAt,
    ...(activation.startsAt === undefined ? {} : { startsAt: activation.startsAt }),
    ...('activatedAt' in activation ? { activatedAt: activation.activatedAt } : {}),
    ...('endsAt' in activation ? { endsAt: activation.endsAt } : {}),
    ...('endedAt' in activation ? { endedAt: activation.endedAt } : {}),
    ...(activation.approval ? { approval: approvalView(activation.approval) } : {}),
    ...('extension' in activation && activation.extension ? { extension: extensionView(activation.extension) } : {}),
    ...(activation.breakGlass ? { breakGlass: breakGlassView(activation.breakGlass) } : {}),
  };
}

function extensionView({ additionalMinutes, justification, requestedAt, approval }: Extension) {
  return {
    additionalMinutes,
    ...(justification === undefined ? {} : { justification }),
    requestedAt,
    approval: approvalView(approval),
  };
}

/** What the reviewer wrote stands in the timeline. */
function breakGlassView({ reviewJustification: _inTheTimeline, ...breakGlass }: BreakGlass) {
  return breakGlass;
}

function approvalView({ quorum, deadline, approvers, votes }: Approval) {
  const decisions = votes.map(({ by, decision, justification, at, assurance }) => ({
    by: { id: by.id, displayName: by.displayName },
    decision,
    justification,
    at,
    assurance,
  }));
  return { quorum, deadline, approvers, decisions };
}

/** One record of the activation history: the activation and where its request came from (REP-1). */
export function reportView(activation: Activation) {
  return { ...activationView(activation), origin: activation.origin };
}

/** Columns of the history as CSV; those of approvers and decisions go together place by place. */
export const reportColumns = [
  'id',
  'status',
  'outcome',
  'reason',
  'requester.id',
  'requester.displayName',
  'roleId',
  'roleName',
  'resourceId',
  'justification',
  'ticket.number',
  'ticket.system',
  'durationMinutes',
  'requestedAt',
  'startsAt',
  'activatedAt',
  'endsAt',
  'endedAt',
  'approval.quorum',
  'approval.deadline',
  'approval.approvers.kind',
  'approval.approvers.id',
  'approval.approvers.displayName',
  'approval.decisions.by.id',
  'approval.decisions.by.displayName',
  'approval.decisions.decision',
  'approval.decisions.justification',
  'approval.decisions.at',
  'approval.decisions.assurance',
  'extension.additionalMinutes',
  'extension.justification',
  'extension.requestedAt',
  'breakGlass.review',
  'breakGlass.announcedAt',
  'breakGlass.reviewedBy.id',
  'breakGlass.reviewedBy.displayName',
  'breakGlass.reviewedAt',
  'origin.ip',
  'origin.userAgent',
] as const;

/** One step of an activation's story. */
export function timelineView({ type, at, actor, details }: AuditEvent) {
  return { type, at, actor, details };
}
