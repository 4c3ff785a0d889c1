import { auditTrailStore } from '#shared/dynamodb/audit-trail-store';
import { importStore } from '#shared/dynamodb/import-store';
import type { Ports } from '#shared/ports';
import type { TableNeeds } from '#shared/wiring';

/** Imports under way, and on record. */
export function importPort(needs: TableNeeds): Pick<Ports, 'imports'> {
  return { imports: importStore(needs) };
}

/** What writes the event of an import that broke off. */
export function brokenImportPorts(needs: TableNeeds): Pick<Ports, 'imports' | 'auditTrail'> {
  return { ...importPort(needs), auditTrail: auditTrailStore(needs.table, needs.now) };
}
