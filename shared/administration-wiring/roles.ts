import { directoryStore } from '#shared/dynamodb/directory-store';
import { removalStore } from '#shared/dynamodb/removal-store';
import { roleRecordsStore } from '#shared/dynamodb/role-records-store';
import { searchStore } from '#shared/dynamodb/search-store';
import { roleHandlers } from '#shared/http/administration/roles';
import { activationPorts, type TableNeeds } from '#shared/wiring';

/** The roles there are. */
export const wireRoles = (needs: TableNeeds) =>
  roleHandlers({
    ...activationPorts(needs),
    removals: removalStore(needs),
    searches: searchStore(needs.table),
    directory: directoryStore(needs),
    roleRecords: roleRecordsStore(needs),
  });
