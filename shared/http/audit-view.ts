import type { AuditEvent } from '#shared/domain/audit-event';

/** An audit event as `api.md` promises it; with `prev`, so that an export can be verified offline. */
export function auditView({ id, type, at, seq, actor, subject, details, prev }: AuditEvent) {
  return { id, type, at, seq, actor, subject, details, prev };
}

/** Columns of the audit as CSV; what the details hold differs from type to type, so they stand in one, as JSON. */
export const auditColumns = [
  'id',
  'type',
  'at',
  'seq',
  'actor.id',
  'actor.displayName',
  'subject.kind',
  'subject.id',
  'details',
  'prev',
] as const;
