import { readEnvironment } from '#shared/config';
import { activationStore } from '#shared/dynamodb/activation-store';
import { auditTrailStore } from '#shared/dynamodb/audit-trail-store';
import { censusStore } from '#shared/dynamodb/census-store';
import { onboardingStore } from '#shared/dynamodb/onboarding-store';
import { principalStore } from '#shared/dynamodb/principal-store';
import { openTable } from '#shared/dynamodb/table';
import type { Ports } from '#shared/ports';
import { newId, now } from '#shared/wiring';

/** What reports read, and what finds out who asks. */
export function reportPorts() {
  const tableName = readEnvironment('table').TABLE_NAME;
  const table = openTable(tableName);
  const needs = { table, tableName, newId, now };
  return {
    activations: activationStore(needs),
    auditTrail: auditTrailStore(table, now),
    census: censusStore(table),
    principals: principalStore(table),
    onboardings: onboardingStore(needs),
    now,
  } satisfies Partial<Ports>;
}
