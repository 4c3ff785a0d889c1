import { accessPorts } from '#shared/access-wiring';
import { assignmentPorts } from '#shared/administration-wiring/assignments';
import { searchStore } from '#shared/dynamodb/search-store';
import { emitMetric } from '#shared/metrics';
import { sweep } from '#shared/use-cases/sweep';
import { activationPorts, duePort, endingPort, heartbeatPort, tableNeeds } from '#shared/wiring';

const needs = tableNeeds();
const searches = searchStore(needs.table);
const ports = {
  ...activationPorts(needs),
  ...accessPorts(needs),
  ...assignmentPorts(needs),
  ...duePort(needs),
  ...endingPort(needs),
  ...heartbeatPort(needs),
};

/** Once a minute: settles whatever is due, and says how far behind it is; then what an upgrade left to do. */
export const handler = async (): Promise<{ settled: number }> => {
  const { settled, overdueMinutes, failures } = await sweep(ports);
  emitMetric('overdueMinutes', overdueMinutes, Date.parse(ports.now()));
  await searches.catchUp().catch((error: unknown) => console.error('Older names could not be made findable.', error));
  for (const { due, error } of failures) console.error(`The ${due.kind} ${due.id} could not be settled.`, error);
  return { settled };
};
