import { readEnvironment } from '#shared/config';
import { assignmentStore } from '#shared/dynamodb/assignment-store';
import { extensionStore } from '#shared/dynamodb/extension-store';
import { openTable } from '#shared/dynamodb/table';
import type { Ports } from '#shared/ports';
import { newId, now } from '#shared/wiring';

function tableNeeds() {
  const tableName = readEnvironment('table').TABLE_NAME;
  return { table: openTable(tableName), tableName, newId, now };
}

/** What only administration needs of the table, so that no other function carries it along. */
export function administrationPorts() {
  const needs = tableNeeds();
  return {
    assignments: assignmentStore(needs),
    extensions: extensionStore(needs),
  } satisfies Partial<Ports>;
}

/** What the sweeper settles besides activations. */
export function assignmentPorts() {
  const needs = tableNeeds();
  return { assignments: assignmentStore(needs), extensions: extensionStore(needs) } satisfies Partial<Ports>;
}
