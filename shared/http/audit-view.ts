import type { AuditEvent } from '#shared/domain/audit-event';

/** An audit event as `api.md` promises it; with `prev`, so that an export can be verified offline. */
export function auditView({ id, type, at, seq, actor, subject, details, prev }: AuditEvent) {
  return { id, type, at, seq, actor, subject, details, prev };
}

/**
 * Columns of the audit as CSV. What the details hold differs from type to type: what most of them have in common has
 * columns of its own, and `details` says all of it in words.
 */
export const auditColumns = [
  'id',
  'type',
  'at',
  'seq',
  'actor.id',
  'actor.displayName',
  'subject.kind',
  'subject.id',
  'details.roleId',
  'details.resourceId',
  'details.principalId',
  'details.type',
  'details.status',
  'details.outcome',
  'details.reason',
  'details.justification',
  'details.startsAt',
  'details.endsAt',
  'details.version',
  'details',
  'prev',
] as const;
