import { accessPorts } from '#shared/access-wiring';
import { assignmentPorts } from '#shared/administration-wiring/assignments';
import { emitMetric } from '#shared/metrics';
import { sweep } from '#shared/use-cases/sweep';
import { activationPorts, duePort, endingPort, heartbeatPort, tableNeeds } from '#shared/wiring';

const needs = tableNeeds();
const ports = {
  ...activationPorts(needs),
  ...accessPorts(needs),
  ...assignmentPorts(needs),
  ...duePort(needs),
  ...endingPort(needs),
  ...heartbeatPort(needs),
};

/** Once a minute: settles whatever is due, and says how far behind it is. */
export const handler = async (): Promise<{ settled: number }> => {
  const { settled, overdueMinutes, failures } = await sweep(ports);
  emitMetric('overdueMinutes', overdueMinutes, Date.parse(ports.now()));
  for (const { due, error } of failures) console.error(`The ${due.kind} ${due.id} could not be settled.`, error);
  return { settled };
};
