import { directoryStore } from '#shared/dynamodb/directory-store';
import { invitationStore } from '#shared/dynamodb/invitation-store';
import { memberListsStore } from '#shared/dynamodb/member-lists-store';
import { principalRecordStore } from '#shared/dynamodb/principal-record-store';
import { resourceTreeStore } from '#shared/dynamodb/resource-tree-store';
import { roleRecordsStore } from '#shared/dynamodb/role-records-store';
import { settingsRecordsStore } from '#shared/dynamodb/settings-records-store';
import type { Ports } from '#shared/ports';
import { tableNeeds, tablePorts } from './wiring.ts';

/** What administration keeps in the table besides what every function does; in a file of its own, so that other bundles do not grow. */
export function administrationPorts() {
  const needs = tableNeeds();
  return {
    ...tablePorts(needs),
    directory: directoryStore(needs),
    invitations: invitationStore(needs),
    memberLists: memberListsStore(needs.table),
    principalRecords: principalRecordStore(needs),
    resourceTree: resourceTreeStore(needs),
    roleRecords: roleRecordsStore(needs),
    settingsRecords: settingsRecordsStore(needs),
  } satisfies Partial<Ports>;
}
