import { emitMetric } from '#shared/metrics';
import { organizationPorts } from '#shared/organization-wiring';
import { importOrganization } from '#shared/use-cases/import-organization';

const ports = organizationPorts();

const MOST_NAMED = 50;

/** Every hour, where it is switched on: brings the tree of resources in line with AWS Organizations. */
export const handler = async (): Promise<{ changed: number; gone: number; left: number }> => {
  const { changed, gone, deleted, left } = await importOrganization(ports);
  emitMetric('organizationImportLeft', left.length, Date.parse(ports.now()));
  for (const { id, error } of left) console.error(`The node ${id} is not as AWS Organizations says.`, error);
  tell('Not active in AWS Organizations any more, but still in the tree', gone);
  tell('Listed by AWS Organizations, but deleted here by an administrator', deleted);
  return { changed, gone: gone.length, left: left.length };
};

function tell(what: string, ids: readonly string[]): void {
  if (ids.length > 0) console.warn(`${what} (${ids.length}): ${ids.slice(0, MOST_NAMED).join(', ')}`);
}
