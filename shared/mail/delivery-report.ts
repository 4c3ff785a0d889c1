import * as v from 'valibot';
import type { DeliveryReport } from '#shared/domain/delivery';
import { ReportedTags } from './mail-tags.ts';

const Word = v.pipe(v.string(), v.nonEmpty(), v.maxLength(320));
const Mail = v.object({ messageId: Word, destination: v.strictTuple([Word]), tags: ReportedTags });

const Bounced = v.object({
  source: v.literal('aws.ses'),
  'detail-type': v.literal('Email Bounced'),
  detail: v.object({
    eventType: v.literal('Bounce'),
    mail: Mail,
    bounce: v.object({
      bounceType: v.picklist(['Permanent', 'Transient', 'Undetermined']),
      bounceSubType: Word,
      feedbackId: Word,
    }),
  }),
});
const Complained = v.object({
  source: v.literal('aws.ses'),
  'detail-type': v.literal('Email Complaint Received'),
  detail: v.object({
    eventType: v.literal('Complaint'),
    mail: Mail,
    complaint: v.object({
      complaintFeedbackType: v.nullish(Word),
      feedbackId: Word,
    }),
  }),
});
const Rejected = v.object({
  source: v.literal('aws.ses'),
  'detail-type': v.literal('Email Rejected'),
  detail: v.object({ eventType: v.literal('Reject'), mail: Mail, reject: v.object({ reason: Word }) }),
});
const Event = v.variant('detail-type', [Bounced, Complained, Rejected]);

/** Reads what SES reports by EventBridge; nothing when it is no report about a mail of ours. */
export function readDeliveryReport(event: unknown): DeliveryReport | undefined {
  const parsed = v.safeParse(Event, event);
  if (!parsed.success) return undefined;
  const { mail } = parsed.output.detail;
  // Each mail of ours has one recipient.
  const [address] = mail.destination;
  return { mail: mail.tags, messageId: mail.messageId, address, ...saidOf(parsed.output) };
}

function saidOf(
  event: v.InferOutput<typeof Event>,
): Pick<DeliveryReport, 'reportId' | 'kind' | 'isPermanent' | 'reason'> {
  switch (event['detail-type']) {
    case 'Email Bounced': {
      const { bounceType, bounceSubType, feedbackId } = event.detail.bounce;
      const isPermanent = bounceType === 'Permanent';
      return { reportId: feedbackId, kind: 'bounce', isPermanent, reason: `${bounceType}/${bounceSubType}` };
    }
    case 'Email Complaint Received': {
      const { feedbackId, complaintFeedbackType } = event.detail.complaint;
      return { reportId: feedbackId, kind: 'complaint', isPermanent: true, reason: complaintFeedbackType ?? 'unknown' };
    }
    case 'Email Rejected':
      // SES gives it no id: a mail is rejected once.
      return { reportId: 'rejection', kind: 'rejection', isPermanent: true, reason: event.detail.reject.reason };
  }
}
