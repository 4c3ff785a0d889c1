import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import * as v from 'valibot';
import { AuditEvent } from '#shared/domain/audit-event';
import { mailedEvents } from '#shared/dynamodb/stream-filters';
import { mailPorts } from '#shared/mail-wiring';
import { emitMetric } from '#shared/metrics';
import { newImageOf, OthersGoOn, workOff } from '#shared/stream-batch';
import type { MailEvent } from '#shared/use-cases/tell-people';

const ports = mailPorts();
/** What every mail says: loaded with the first event, while nobody waits. */
const telling = () => import('#shared/use-cases/tell-people');

const MailedRecord = v.object({ ...AuditEvent.entries, type: v.picklist(mailedEvents) });
/** Mails sent together take no longer than their turns (8 s), SES (10 s) and their claims; what is left comes again. */
const ENOUGH_MILLISECONDS = 20_000;

/** Tells people: every mail of Lapse leaves from here. One that SES holds back keeps no mail about anything else waiting. */
export const handler = (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> =>
  workOff(event, (record) => tellOf(record, context), concernsOf);

async function tellOf(record: DynamoDBRecord, context: Context): Promise<void> {
  const event = v.parse(MailedRecord, newImageOf(record));
  await tell(event, () => context.getRemainingTimeInMillis() > ENOUGH_MILLISECONDS);
  if (event.type !== 'activation.requested' || !event.details.breakGlass) return;
  const { announceBreakGlass } = await import('#shared/use-cases/announce-break-glass');
  await announceBreakGlass(event.subject.id, ports);
}

/** The mails about one thing are sent in the order of its events. */
function concernsOf(record: DynamoDBRecord): string {
  return JSON.stringify(newImageOf(record)?.subject);
}

async function tell(event: MailEvent, hasTime: () => boolean): Promise<void> {
  const { MailsUndelivered, tellPeople } = await telling();
  try {
    count('mailsFailed', await tellPeople(event, ports, hasTime));
  } catch (error) {
    if (error instanceof MailsUndelivered) {
      count('mailsFailed', error.failed);
      count('mailsHeldBack', error.heldBack);
      if (error.heldBack > 0) throw new OthersGoOn(error.message, { cause: error });
    }
    throw error;
  }
}

function count(metric: 'mailsFailed' | 'mailsHeldBack', mails: number): void {
  if (mails > 0) emitMetric(metric, mails, Date.parse(ports.now()));
}
