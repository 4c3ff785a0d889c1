import { toOcsf } from '#shared/audit/ocsf';
import type { AuditEvent } from '#shared/domain/audit-event';
import { Refusal } from '#shared/domain/refusal';
import type { Page } from '#shared/ports';
import { auditColumns, auditView } from './audit-view.ts';
import type { Answer } from './problems.ts';
import { isLines, reportAnswer } from './report-answer.ts';

/** Events as we have them, or, line by line, as security data lakes have them (OCSF). */
export type AuditFormat = 'lapse' | 'ocsf';

/** A page of the audit in the format asked for. */
export function auditAnswer(
  page: Page<AuditEvent>,
  { format }: { format: AuditFormat },
  accept: string | undefined,
  url: string,
): Answer {
  const items = format === 'ocsf' ? page.items.flatMap(toOcsf) : page.items.map(auditView);
  return reportAnswer({ ...page, items }, auditColumns, accept, url);
}

/**
 * OCSF is a format of exports: anything but JSON lines would be read as ours.
 *
 * @throws Refusal invalid_input naming `format`
 */
export function refuseOcsfUnlessLines({ format }: { format: AuditFormat }, accept: string | undefined): void {
  if (format !== 'ocsf' || isLines(accept)) return;
  const message = 'format: ocsf comes as JSON lines only; ask with Accept: application/x-ndjson';
  throw new Refusal('invalid_input', { violations: [{ rule: 'format', code: 'invalid_input', message }] });
}
