import { importPort } from '#shared/administration-wiring/imports';
import { readEnvironment } from '#shared/config';
import { assignmentStore } from '#shared/dynamodb/assignment-store';
import { directoryStore } from '#shared/dynamodb/directory-store';
import { principalRecordStore } from '#shared/dynamodb/principal-record-store';
import { removalStore } from '#shared/dynamodb/removal-store';
import { resourceTreeStore } from '#shared/dynamodb/resource-tree-store';
import { roleRecordsStore } from '#shared/dynamodb/role-records-store';
import { settingsRecordsStore } from '#shared/dynamodb/settings-records-store';
import { policyImportHandlers } from '#shared/http/imports/policy';
import { principalImportHandlers } from '#shared/http/imports/principals';
import { activationPorts, type TableNeeds } from '#shared/wiring';

/** Imports of configuration and of people. */
export function wireImports(needs: TableNeeds) {
  const ports = importPorts(needs);
  return { ...policyImportHandlers(ports), ...principalImportHandlers(ports) };
}

function importPorts(needs: TableNeeds) {
  return {
    ...activationPorts(needs),
    ...importPort(needs),
    assignments: assignmentStore(needs),
    authenticationContexts: readEnvironment('stepUp').AUTHENTICATION_CONTEXTS,
    directory: directoryStore(needs),
    principalRecords: principalRecordStore(needs),
    removals: removalStore(needs),
    resourceTree: resourceTreeStore(needs),
    roleRecords: roleRecordsStore(needs),
    settingsRecords: settingsRecordsStore(needs),
  };
}
