import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import * as v from 'valibot';
import { newImageOf, workOff } from '#shared/stream-batch';
import { advanceWorkflow } from '#shared/use-cases/advance-workflow';
import { tablePorts, workflowPort } from '#shared/wiring';

const ports = { ...tablePorts(), ...workflowPort() };

const Activation = v.object({ entity: v.literal('activation'), id: v.string() });
const TaskToken = v.object({ entity: v.literal('task_token'), activationId: v.string() });
const Event = v.object({ entity: v.literal('event'), subject: v.object({ id: v.string() }) });
const Image = v.variant('entity', [Activation, TaskToken, Event]);

function activationIdOf(image: v.InferOutput<typeof Image>): string {
  if (image.entity === 'event') return image.subject.id;
  return image.entity === 'activation' ? image.id : image.activationId;
}

/** Tells the workflow: whatever changed, each activation of the batch is looked at once, as it is now. */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const seen = new Set<string>();
  return workOff(event, async (record) => {
    const id = activationIdOf(v.parse(Image, newImageOf(record)));
    if (seen.has(id)) return;
    await advanceWorkflow(id, ports);
    seen.add(id);
  });
};
