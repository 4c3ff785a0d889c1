import { randomBytes } from 'node:crypto';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ulid } from 'ulid';
import { readEnvironment } from '#shared/config';
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
import { rehearsable, rehearsals } from '#shared/dynamodb/rehearsal';
import { reviewStore } from '#shared/dynamodb/review-store';
import { roleStore } from '#shared/dynamodb/role-store';
import { roleUseStore } from '#shared/dynamodb/role-use-store';
import { searchStore } from '#shared/dynamodb/search-store';
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

/** The same for functions whose routes take a dry run: on this table a change can be tried out. */
export function rehearsableNeeds(): TableNeeds {
  const needs = tableNeeds();
  return { ...needs, table: rehearsable(needs.table) };
}

export type TableNeeds = ReturnType<typeof tableNeeds>;

/** What rules judge by: people, roles with their settings, time and ids. */
export function decidingPorts({ table } = tableNeeds()) {
  return { principals: principalStore(table), roles: roleStore(table), now, newId } satisfies Partial<Ports>;
}

/** Activations with what they are judged by: whoever reads or changes one takes these. */
export function activationPorts(needs = tableNeeds()) {
  return { ...decidingPorts(needs), activations: activationStore(needs) } satisfies Partial<Ports>;
}

/** What finds out who calls the API, and keeps answers for those who repeat. */
export function callerPorts(needs = tableNeeds()) {
  const { table, tableName } = needs;
  return {
    principals: principalStore(table),
    onboardings: onboardingStore(needs),
    idempotency: idempotencyStore(table, tableName, now),
    now,
  } satisfies Partial<Ports>;
}

/** What tries changes out, and finds what would end with them. @param needs of {@link rehearsableNeeds} */
export function dryRunPorts(needs: TableNeeds) {
  return {
    ...activationPorts(needs),
    ...endingPort(needs),
    rehearsals: rehearsals(needs.table),
  } satisfies Partial<Ports>;
}

/** What evaluates access, and notes that it was used. */
export function evaluationPorts() {
  const needs = tableNeeds();
  return {
    ...callerPorts(needs),
    roles: roleStore(needs.table),
    roleUses: roleUseStore(needs.table),
  } satisfies Partial<Ports>;
}

/** Who holds each access. */
export function entitlementPort({ table, tableName } = tableNeeds()): Pick<Ports, 'entitlements'> {
  return { entitlements: entitlementStore(table, tableName) };
}

/** Break-glass uses that await review. */
export function reviewPort({ table } = tableNeeds()): Pick<Ports, 'reviews'> {
  return { reviews: reviewStore(table, now) };
}

export function decisionLinkPort(needs = tableNeeds()): Pick<Ports, 'decisionLinks'> {
  return { decisionLinks: decisionLinkStore(needs) };
}

/** What became of mails. */
export function mailClaimPort(needs = tableNeeds()): Pick<Ports, 'mailClaims'> {
  return { mailClaims: mailClaimStore(needs) };
}

export function endingPort({ table, tableName } = tableNeeds()): Pick<Ports, 'endings'> {
  return { endings: endingStore(table, tableName, now) };
}

/** What the sweeper finds its work by. */
export function duePort({ table, tableName } = tableNeeds()): Pick<Ports, 'dues'> {
  return { dues: dueStore(table, tableName) };
}

/** When the sweeper last ran. */
export function heartbeatPort({ table, tableName } = tableNeeds()): Pick<Ports, 'heartbeat'> {
  return { heartbeat: heartbeatStore(table, tableName) };
}

/** How names of before are made findable. */
export function searchPort({ table } = tableNeeds()): Pick<Ports, 'searches'> {
  return { searches: searchStore(table) };
}

export function taskTokenPort({ table, tableName, now } = tableNeeds()): Pick<Ports, 'taskTokens'> {
  return { taskTokens: taskTokenStore(table, tableName, now) };
}

export function workflowPort(): Pick<Ports, 'workflow'> {
  return { workflow: stepFunctionsWorkflow(new SFNClient({}), readEnvironment('workflow').STATE_MACHINE_ARN) };
}

export function linkPorts(): Pick<Ports, 'linkVerifier'> {
  const publicKeys = readEnvironment('linkVerification').LINK_PUBLIC_KEYS;
  const issuer = readEnvironment('origin').PUBLIC_ORIGIN;
  let verifier: Promise<Ports['linkVerifier']> | undefined;
  // Loaded with the first token: scanners that only look at the page do not wait for it.
  const loaded = () => {
    verifier ??= import('#shared/decision-tokens/verify-link').then(({ createLinkVerifier }) =>
      createLinkVerifier({ publicKeys, issuer }),
    );
    return verifier;
  };
  return { linkVerifier: { verify: async (token, now) => (await loaded()).verify(token, now) } };
}
