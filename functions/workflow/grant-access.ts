import * as v from 'valibot';
import { accessPorts } from '#shared/access-wiring';
import { grantAccess } from '#shared/use-cases/grant-access';
import { activationPorts, heartbeatPort, tableNeeds, taskTokenPort } from '#shared/wiring';
import { workflowTask } from '#shared/workflow-task';

const needs = tableNeeds();
const ports = {
  ...activationPorts(needs),
  ...accessPorts(needs),
  ...taskTokenPort(needs),
  ...heartbeatPort(needs),
};

const Input = v.object({
  activationId: v.string(),
  generation: v.number(),
  taskToken: v.string(),
  heldSince: v.pipe(
    v.string(),
    v.transform((instant) => new Date(instant).toISOString()),
  ),
});

/** `Hold access`: gives the access; the state goes on until its token or its time ends it. */
export const handler = workflowTask(Input, (input) => grantAccess(input, ports));
