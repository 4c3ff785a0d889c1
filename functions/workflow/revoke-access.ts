import * as v from 'valibot';
import { accessPorts } from '#shared/access-wiring';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { activationPorts, tableNeeds } from '#shared/wiring';
import { workflowTask } from '#shared/workflow-task';

const needs = tableNeeds();
const ports = { ...activationPorts(needs), ...accessPorts(needs) };

const Input = v.object({ activationId: v.string(), generation: v.number() });

/** `Revoke access`: takes the access away and reads back that it is gone. */
export const handler = workflowTask(Input, (input) => revokeAccess(input, ports));
