import * as v from 'valibot';
import { closeUndecided } from '#shared/use-cases/close-undecided';
import { activationPorts } from '#shared/wiring';
import { workflowTask } from '#shared/workflow-task';

const ports = activationPorts();

const Input = v.object({ activationId: v.string() });

/** `Close undecided`: the approval window is over. */
export const handler = workflowTask(Input, (input) => closeUndecided(input, ports));
