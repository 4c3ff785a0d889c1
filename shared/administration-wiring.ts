import { readEnvironment } from '#shared/config';
import { directoryStore } from '#shared/dynamodb/directory-store';
import { memberListsStore } from '#shared/dynamodb/member-lists-store';
import { resourceTreeStore } from '#shared/dynamodb/resource-tree-store';
import { roleRecordsStore } from '#shared/dynamodb/role-records-store';
import { settingsRecordsStore } from '#shared/dynamodb/settings-records-store';
import { openTable } from '#shared/dynamodb/table';
import type { Ports } from '#shared/ports';
import { tablePorts } from '#shared/wiring';

/** What only administration uses of the table, apart from the rest so that no other function carries it. */
export function administrationPorts() {
  const { now, newId, ...ports } = tablePorts();
  const tableName = readEnvironment('table').TABLE_NAME;
  const table = openTable(tableName);
  const needs = { table, tableName, newId, now };
  return {
    ...ports,
    now,
    newId,
    directory: directoryStore(needs),
    memberLists: memberListsStore(table),
    resourceTree: resourceTreeStore(needs),
    roleRecords: roleRecordsStore(needs),
    settingsRecords: settingsRecordsStore(needs),
  } satisfies Partial<Ports>;
}
