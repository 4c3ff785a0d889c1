import { toOcsf } from '#shared/audit/ocsf';
import type { AuditEvent } from '#shared/domain/audit-event';
import type { Page } from '#shared/ports';
import { auditColumns, auditView } from './audit-view.ts';
import { type ExportForm, exportForm } from './export-form.ts';
import type { Answer } from './problems.ts';
import { reportAnswer } from './report-answer.ts';

/** The forms of every export; or events as security data lakes have them (OCSF), line by line; or ours, as `Accept` says. */
export type AuditFormat = ExportForm | 'ocsf' | 'lapse';

/**
 * The form the events come in; OCSF is a format of exports and comes as JSON lines.
 *
 * @throws Refusal invalid_input as {@link exportForm}
 */
export function auditForm(
  { format, limit }: { format?: AuditFormat | undefined; limit: number },
  accept: string | undefined,
): ExportForm {
  if (format === 'ocsf') return exportForm({ format: 'jsonl', limit }, accept);
  return exportForm({ format: format === 'lapse' ? undefined : format, limit }, accept);
}

/** A page of the audit in the form asked for. */
export function auditAnswer(
  page: Page<AuditEvent>,
  format: AuditFormat | undefined,
  form: ExportForm,
  url: string,
): Answer {
  const items = format === 'ocsf' ? page.items.flatMap(toOcsf) : page.items.map(auditView);
  return reportAnswer({ ...page, items }, auditColumns, form, url);
}
