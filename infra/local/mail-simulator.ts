import { randomUUID } from 'node:crypto';
import type { BusEvent } from './event-bus.ts';
import type { HandedOver } from './mailbox.ts';
import { ACCOUNT } from './template.ts';

/**
 * Reports of mails to addresses that begin with `bounce` or `complaint`, as the mailbox simulator of SES does
 * (`bounce@simulator.amazonses.com`); everybody else gets their mail.
 *
 * @param now milliseconds since the epoch
 */
export function simulateMails(
  { messageId, recipients, tags }: HandedOver,
  now: number,
  put: (event: BusEvent) => void,
): void {
  const time = new Date(now).toISOString();
  for (const to of recipients) {
    const report = reportOf(to, time);
    if (!report) continue;
    const mail = { timestamp: time, messageId, sendingAccountId: ACCOUNT, destination: [to], tags };
    const { 'detail-type': detailType, ...said } = report;
    put({ source: 'aws.ses', 'detail-type': detailType, time, detail: { ...said, mail } });
  }
}

function reportOf(to: string, timestamp: string) {
  const feedbackId = randomUUID();
  if (/^bounce/i.test(to)) {
    const bouncedRecipients = [
      { emailAddress: to, action: 'failed', status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' },
    ];
    const bounce = { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients, timestamp, feedbackId };
    return { 'detail-type': 'Email Bounced', eventType: 'Bounce', bounce };
  }
  if (/^complaint/i.test(to)) {
    const complainedRecipients = [{ emailAddress: to }];
    const complaint = { complainedRecipients, complaintFeedbackType: 'abuse', timestamp, feedbackId };
    return { 'detail-type': 'Email Complaint Received', eventType: 'Complaint', complaint };
  }
  return undefined;
}
