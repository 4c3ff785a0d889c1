import { randomBytes } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ulid } from 'ulid';
import { directoryProvider } from '#shared/access-providers/directory';
import { readEnvironment } from '#shared/config';
import { createLinkVerifier } from '#shared/decision-tokens/verify-link';
import { idPrefixes } from '#shared/domain/id';
import { activationStore } from '#shared/dynamodb/activation-store';
import { decisionLinkStore } from '#shared/dynamodb/decision-link-store';
import { dueStore } from '#shared/dynamodb/due-store';
import { endingStore } from '#shared/dynamodb/ending-store';
import { entitlementStore } from '#shared/dynamodb/entitlement-store';
import { heartbeatStore } from '#shared/dynamodb/heartbeat-store';
import { idempotencyStore } from '#shared/dynamodb/idempotency-store';
import { mailClaimStore } from '#shared/dynamodb/mail-claim-store';
import { onboardingStore } from '#shared/dynamodb/onboarding-store';
import { principalStore } from '#shared/dynamodb/principal-store';
import { roleStore } from '#shared/dynamodb/role-store';
import { roleUseStore } from '#shared/dynamodb/role-use-store';
import { openTable } from '#shared/dynamodb/table';
import { taskTokenStore } from '#shared/dynamodb/task-token-store';
import type { NewId, Now, Ports, RandomText } from '#shared/ports';
import { stepFunctionsWorkflow } from '#shared/step-functions-workflow';

/*
 * Adapters by capability, each made once when a function starts. A function imports the ones it uses and no others, so
 * that its bundle holds no client it never calls.
 */

export const now: Now = () => new Date().toISOString();
export const newId: NewId = (kind) => `${idPrefixes[kind]}_${ulid(Date.now())}`;
export const randomText: RandomText = (bytes) => randomBytes(bytes).toString('base64url');

/** The table, and time and ids, as the stores take them. */
export function tableNeeds() {
  const tableName = readEnvironment('table').TABLE_NAME;
  return { table: openTable(tableName), tableName, newId, now };
}

/** Everything that lives in the table, and time and ids. */
export function tablePorts(needs = tableNeeds()) {
  const { table, tableName } = needs;
  const entitlements = entitlementStore(table, tableName);
  return {
    activations: activationStore(needs),
    dues: dueStore(table, tableName),
    endings: endingStore(table, tableName, now),
    principals: principalStore(table),
    roles: roleStore(table),
    onboardings: onboardingStore(needs),
    entitlements,
    decisionLinks: decisionLinkStore(needs),
    mailClaims: mailClaimStore(needs),
    taskTokens: taskTokenStore(table, tableName),
    idempotency: idempotencyStore(table, tableName, now),
    heartbeat: heartbeatStore(table, tableName),
    roleUses: roleUseStore(table),
    accessProvider: directoryProvider(entitlements),
    now,
    newId,
    randomText,
  } satisfies Partial<Ports>;
}

export function workflowPort(): Pick<Ports, 'workflow'> {
  return { workflow: stepFunctionsWorkflow(new SFNClient({}), readEnvironment('workflow').STATE_MACHINE_ARN) };
}

export function linkPorts(): Pick<Ports, 'linkVerifier'> {
  const publicKeys = readEnvironment('linkVerification').LINK_PUBLIC_KEYS;
  return { linkVerifier: createLinkVerifier({ publicKeys, issuer: readEnvironment('origin').PUBLIC_ORIGIN }) };
}
