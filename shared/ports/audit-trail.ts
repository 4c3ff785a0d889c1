import type { AuditEvent, SubjectKind } from '#shared/domain/audit-event';
import type { Page, PageRequest } from '#shared/ports';

/** Which events are wanted; what is absent does not count. */
export interface AuditFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** A type, or its beginning up to the dot: `activation.` */
  readonly type?: string | undefined;
  readonly actorId?: string | undefined;
  readonly subjectKind?: SubjectKind | undefined;
  readonly subjectId?: string | undefined;
}

/** Every change there was, as it was written down with the change. */
export interface AuditTrail {
  /**
   * Newest first. Of one subject, named by kind and id, its own chain, strongly consistent; else by time, eventually
   * consistent, the last 31 days unless told from when. A page may be short, even empty, and still have a next one.
   */
  list(filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>>;
}
