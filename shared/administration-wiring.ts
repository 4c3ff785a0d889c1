import { readEnvironment } from '#shared/config';
import { directorySignUpStore } from '#shared/dynamodb/directory-sign-up-store';
import { openTable } from '#shared/dynamodb/table';
import type { Ports } from '#shared/ports';
import { tablePorts } from '#shared/wiring';

/** What administration alone uses of the table, beside what everybody uses, so that no other function loads it. */
export function administrationPorts() {
  const tableName = readEnvironment('table').TABLE_NAME;
  const ports = tablePorts();
  const needs = { table: openTable(tableName), tableName, newId: ports.newId, now: ports.now };
  return {
    ...ports,
    directorySignUp: directorySignUpStore(needs),
  } satisfies Partial<Ports>;
}
