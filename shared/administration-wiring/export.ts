import { assignmentStore } from '#shared/dynamodb/assignment-store';
import { principalRecordStore } from '#shared/dynamodb/principal-record-store';
import { resourceTreeStore } from '#shared/dynamodb/resource-tree-store';
import { roleRecordsStore } from '#shared/dynamodb/role-records-store';
import { settingsRecordsStore } from '#shared/dynamodb/settings-records-store';
import { exportHandlers } from '#shared/http/administration/export';
import { decidingPorts, type TableNeeds } from '#shared/wiring';

/** The configuration as a document. */
export const wireExport = (needs: TableNeeds) =>
  exportHandlers({
    ...decidingPorts(needs),
    assignments: assignmentStore(needs),
    principalRecords: principalRecordStore(needs),
    resourceTree: resourceTreeStore(needs),
    roleRecords: roleRecordsStore(needs),
    settingsRecords: settingsRecordsStore(needs),
  });
