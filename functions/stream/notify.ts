import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import * as v from 'valibot';
import { AuditEvent } from '#shared/domain/audit-event';
import { mailedEvents } from '#shared/dynamodb/stream-filters';
import { mailPorts } from '#shared/mail-wiring';
import { emitMetric } from '#shared/metrics';
import { newImageOf, workOff } from '#shared/stream-batch';
import { announceBreakGlass } from '#shared/use-cases/announce-break-glass';
import { type MailEvent, MailsUndelivered, tellPeople } from '#shared/use-cases/tell-people';

const ports = mailPorts();

const MailedRecord = v.object({ ...AuditEvent.entries, type: v.picklist(mailedEvents) });
/** Ten mails at once take no longer than SES is waited for (10 s) and their claims; what is left comes again. */
const ENOUGH_MILLISECONDS = 20_000;

/** Tells people: every mail of Lapse leaves from here. */
export const handler = (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> =>
  workOff(event, async (record) => {
    const event = v.parse(MailedRecord, newImageOf(record));
    await tell(event, () => context.getRemainingTimeInMillis() > ENOUGH_MILLISECONDS);
    if (event.type === 'activation.requested' && event.details.breakGlass)
      await announceBreakGlass(event.subject.id, ports);
  });

async function tell(event: MailEvent, hasTime: () => boolean): Promise<void> {
  try {
    countFailed(await tellPeople(event, ports, hasTime));
  } catch (error) {
    if (error instanceof MailsUndelivered) countFailed(error.failed);
    throw error;
  }
}

function countFailed(failed: number): void {
  if (failed > 0) emitMetric('mailsFailed', failed, Date.parse(ports.now()));
}
