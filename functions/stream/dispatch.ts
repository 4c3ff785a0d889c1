import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import * as v from 'valibot';
import { isPutOff } from '#shared/dynamodb/stream-filters';
import { newImageOf, workOff } from '#shared/stream-batch';
import { advanceWorkflow } from '#shared/use-cases/advance-workflow';
import { endNextPage } from '#shared/use-cases/end-under-right';
import { activationPorts, endingPort, entitlementPort, tableNeeds, taskTokenPort, workflowPort } from '#shared/wiring';

const needs = tableNeeds();
const ports = {
  ...activationPorts(needs),
  ...entitlementPort(needs),
  ...endingPort(needs),
  ...taskTokenPort(needs),
  ...workflowPort(),
};

const Activation = v.object({ entity: v.literal('activation'), id: v.string() });
const TaskToken = v.object({ entity: v.literal('task_token'), activationId: v.string() });
const Ending = v.object({ entity: v.literal('ending'), id: v.string() });
const Event = v.object({ entity: v.literal('event'), subject: v.object({ id: v.string() }) });
const Image = v.variant('entity', [Activation, TaskToken, Ending, Event]);
type Image = v.InferOutput<typeof Image>;

/**
 * Tells the workflow: whatever changed, each activation of the batch is looked at once, as it is now. Of what runs under
 * a right that went it ends one page; the change this makes brings the next.
 */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
  const seen = new Set<string>();
  return workOff(event, async (record) => {
    const item = newImageOf(record) ?? {};
    if (isPutOff(item)) return;
    const image = v.parse(Image, item);
    const id = subjectOf(image);
    if (seen.has(id)) return;
    await (image.entity === 'ending' ? endPage(id) : advanceWorkflow(id, ports));
    seen.add(id);
  });
};

function subjectOf(image: Image): string {
  if (image.entity === 'event') return image.subject.id;
  return image.entity === 'task_token' ? image.activationId : image.id;
}

/** What could not be ended is no reason to stop the stream: it stays with the ending, which the sweeper repeats. */
async function endPage(id: string): Promise<void> {
  const { failures } = await endNextPage(id, ports);
  for (const { activationId, error } of failures) console.error(`${activationId} under ${id} was not ended.`, error);
}
