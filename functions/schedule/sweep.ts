import { accessPorts } from '#shared/access-wiring';
import { assignmentPorts } from '#shared/administration-wiring/assignments';
import { brokenImportPorts } from '#shared/administration-wiring/imports';
import { emitMetric } from '#shared/metrics';
import { sweep } from '#shared/use-cases/sweep';
import { activationPorts, duePort, endingPort, heartbeatPort, searchPort, tableNeeds } from '#shared/wiring';

const needs = tableNeeds();
const ports = {
  ...activationPorts(needs),
  ...accessPorts(needs),
  ...assignmentPorts(needs),
  ...brokenImportPorts(needs),
  ...duePort(needs),
  ...endingPort(needs),
  ...heartbeatPort(needs),
  ...searchPort(needs),
};

/** Once a minute: settles whatever is due, and says how far behind it is; then what an upgrade left to do. */
export const handler = async (): Promise<{ settled: number }> => {
  const { settled, overdueMinutes, failures } = await sweep(ports);
  emitMetric('overdueMinutes', overdueMinutes, Date.parse(ports.now()));
  await ports.searches
    .catchUp()
    .catch((error: unknown) => console.error('Older names could not be made findable.', error));
  for (const { due, error } of failures) console.error(`The ${due.kind} ${due.id} could not be settled.`, error);
  return { settled };
};
