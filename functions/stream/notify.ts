import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import * as v from 'valibot';
import { AuditEvent } from '#shared/domain/audit-event';
import { mailedEvents } from '#shared/dynamodb/stream-filters';
import { emitMetric } from '#shared/metrics';
import { newImageOf, workOff } from '#shared/stream-batch';
import { announceBreakGlass } from '#shared/use-cases/announce-break-glass';
import { tellPeople } from '#shared/use-cases/tell-people';
import { mailPorts, tablePorts } from '#shared/wiring';

const ports = { ...tablePorts(), ...mailPorts() };

const MailEvent = v.object({ ...AuditEvent.entries, type: v.picklist(mailedEvents) });

/** Tells people: every mail of Lapse leaves from here. */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  workOff(event, async (record) => {
    const event = v.parse(MailEvent, newImageOf(record));
    const failed = await tellPeople(event, ports);
    if (event.type === 'activation.requested' && event.details.breakGlass)
      await announceBreakGlass(event.subject.id, ports);
    if (failed > 0) emitMetric('mailsFailed', failed, Date.parse(ports.now()));
  });
