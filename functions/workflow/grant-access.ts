import * as v from 'valibot';
import { grantAccess } from '#shared/use-cases/grant-access';
import { tablePorts } from '#shared/wiring';
import { workflowTask } from '#shared/workflow-task';

const ports = tablePorts();

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
