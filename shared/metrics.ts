import { readEnvironment } from './config.ts';

/** CloudWatch metrics of Lapse, written as log lines in the embedded metric format (no call, no waiting). */
export const metrics = {
  /** Minutes the longest overdue activation has been overdue; 0 when none is. */
  overdueMinutes: { name: 'OverdueMinutes', unit: 'None' },
  /** Mails the mail service refused or could not take. */
  mailsFailed: { name: 'MailsFailed', unit: 'Count' },
  /** Mails the mail service does not take yet because somebody still has to allow it: not verified, sandbox, paused. */
  mailsHeldBack: { name: 'MailsHeldBack', unit: 'Count' },
  /** Reports about mails that are not ours, or not as they are on record: somebody may forge them. */
  reportsRefused: { name: 'ReportsRefused', unit: 'Count' },
  /** Decision links locked after five wrong codes: somebody tries codes. */
  linksLocked: { name: 'LinksLocked', unit: 'Count' },
  /** Roles taken without approval in an emergency. */
  breakGlassUsed: { name: 'BreakGlassUsed', unit: 'Count' },
  /** Break-glass uses of one person that await review, told with each use; the one that would be the third is refused. */
  reviewsAwaited: { name: 'ReviewsAwaited', unit: 'Count' },
  /** Nodes of the tree that the import could not bring in line with AWS Organizations. */
  organizationImportLeft: { name: 'OrganizationImportLeft', unit: 'Count' },
} as const;
export type Metric = keyof typeof metrics;

/**
 * Writes one value of a metric; `now` in milliseconds since the epoch.
 *
 * Past the console: with JSON logs Lambda wraps what the console says, and CloudWatch would find no metric in it.
 */
export function emitMetric(metric: Metric, value: number, now: number): void {
  const { name, unit } = metrics[metric];
  const { METRICS_NAMESPACE: Namespace } = readEnvironment('metrics');
  const directive = { Namespace, Dimensions: [[]], Metrics: [{ Name: name, Unit: unit }] };
  const line = { _aws: { Timestamp: now, CloudWatchMetrics: [directive] }, [name]: value };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
