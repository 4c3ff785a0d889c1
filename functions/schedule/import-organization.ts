import { emitMetric } from '#shared/metrics';
import { organizationPorts } from '#shared/organization-wiring';
import { importOrganization } from '#shared/use-cases/import-organization';

const ports = organizationPorts();

const MOST_NAMED = 50;

/** Every hour, where it is switched on: brings the tree of resources in line with AWS Organizations. */
export const handler = async (): Promise<{ changed: number; gone: number; left: number }> => {
  const { changed, gone, left } = await importOrganization(ports);
  emitMetric('organizationImportLeft', left.length, Date.parse(ports.now()));
  for (const { id, error } of left) console.error(`The node ${id} is not as AWS Organizations says.`, error);
  if (gone.length > 0) {
    const ids = gone.slice(0, MOST_NAMED).join(', ');
    console.warn(`AWS Organizations no longer lists ${gone.length} nodes as active, which keep their rights: ${ids}`);
  }
  return { changed, gone: gone.length, left: left.length };
};
