import { importStore } from '#shared/dynamodb/import-store';
import { principalRecordStore } from '#shared/dynamodb/principal-record-store';
import { removalStore } from '#shared/dynamodb/removal-store';
import { activationPorts, type TableNeeds } from '#shared/wiring';

/** What imports change. */
export function importPorts(needs: TableNeeds) {
  return {
    ...activationPorts(needs),
    imports: importStore(needs),
    principalRecords: principalRecordStore(needs),
    removals: removalStore(needs),
  };
}
