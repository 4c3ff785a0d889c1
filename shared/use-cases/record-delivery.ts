import { mailService } from '#shared/domain/audit-event';
import { type DeliveryReport, type MailRecord, stateAfter } from '#shared/domain/delivery';
import type { Ports } from '#shared/ports';
import { retryWhenStale } from './retry-when-stale.ts';
import { recordUnreachableApprovers } from './unreachable-approvers.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'mailClaims' | 'now'>;

/** Thrown while whoever sent the mail has not put on record that it did: the report has to come again. */
export class MailNotSettled extends Error {
  override readonly name = 'MailNotSettled';
}

/**
 * Puts on record what the mail service reports of a mail: that it came back, or that its recipient complained (T-40).
 *
 * Only a report of the very message that is on record counts, and each only once.
 *
 * @returns refused: there is no such mail of ours; known: it is on record already
 * @throws MailNotSettled | Refusal busy
 */
export async function recordDelivery(report: DeliveryReport, needs: Needs): Promise<'recorded' | 'known' | 'refused'> {
  const { outcome, sharedWith = [] } = await retryWhenStale(() => record(report, needs));
  if (outcome === 'refused') return outcome;
  // Also when it is known already: whoever took it first may have crashed in between.
  for (const { about } of [report.mail, ...sharedWith])
    if (about.kind === 'activation') await recordUnreachableApprovers(about.id, needs);
  return outcome;
}

interface Recorded extends Pick<MailRecord, 'sharedWith'> {
  readonly outcome: 'recorded' | 'known' | 'refused';
}

async function record(report: DeliveryReport, { mailClaims }: Needs): Promise<Recorded> {
  const { mail, messageId, reportId, kind, isPermanent, reason, address } = report;
  const kept = await mailClaims.find(mail);
  if (!kept) return { outcome: 'refused' };
  if (kept.state === 'claimed')
    throw new MailNotSettled(`Mail ${messageId} is reported before it is on record as sent.`);
  if (kept.messageId !== messageId) return { outcome: 'refused' };
  const shared = kept.sharedWith ? { sharedWith: kept.sharedWith } : {};
  if (kept.reports.includes(reportId)) return { outcome: 'known', ...shared };

  const details = { ...mail, kind, isPermanent, reason, address };
  const type = kind === 'complaint' ? 'mail.complained' : 'mail.bounced';
  await mailClaims.report(kept, report, stateAfter(kept.state, report), { type, actor: mailService, details });
  return { outcome: 'recorded', ...shared };
}
