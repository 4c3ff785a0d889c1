import { directoryStore } from '#shared/dynamodb/directory-store';
import { roleRecordsStore } from '#shared/dynamodb/role-records-store';
import { roleHandlers } from '#shared/http/administration/roles';
import { decidingPorts, type TableNeeds } from '#shared/wiring';

/** The roles there are. */
export const wireRoles = (needs: TableNeeds) =>
  roleHandlers({
    ...decidingPorts(needs),
    directory: directoryStore(needs),
    roleRecords: roleRecordsStore(needs),
  });
