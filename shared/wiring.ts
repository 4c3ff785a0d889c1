import { randomBytes } from 'node:crypto';
import { KMSClient } from '@aws-sdk/client-kms';
import { SESClient } from '@aws-sdk/client-ses';
import { SFNClient } from '@aws-sdk/client-sfn';
import { ulid } from 'ulid';
import { directoryProvider } from '#shared/access-providers/directory';
import { readEnvironment } from '#shared/config';
import { createKmsLinkMint } from '#shared/decision-tokens/mint-link';
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
import { openTable } from '#shared/dynamodb/table';
import { taskTokenStore } from '#shared/dynamodb/task-token-store';
import { createSesMailer } from '#shared/mail/mailer';
import type { NewId, Now, Ports, RandomText } from '#shared/ports';
import { stepFunctionsWorkflow } from '#shared/step-functions-workflow';

/*
 * Adapters by capability, each made once when a function starts. A function imports the ones it uses and no others, so
 * that its bundle holds no client it never calls.
 */

const now: Now = () => new Date().toISOString();
const newId: NewId = (kind) => `${idPrefixes[kind]}_${ulid(Date.now())}`;
const randomText: RandomText = (bytes) => randomBytes(bytes).toString('base64url');

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
    accessProvider: directoryProvider(entitlements),
    now,
    newId,
    randomText,
  } satisfies Partial<Ports>;
}

export function workflowPort(): Pick<Ports, 'workflow'> {
  return { workflow: stepFunctionsWorkflow(new SFNClient({}), readEnvironment('workflow').STATE_MACHINE_ARN) };
}

/** SES has no idempotency key, so nothing below the claims may send a mail again. */
export function mailPorts(): Pick<Ports, 'mailer' | 'linkMint'> & { publicOrigin: string } {
  const { MAIL_SENDER, MAIL_CONFIGURATION_SET } = readEnvironment('mail');
  const { PUBLIC_ORIGIN } = readEnvironment('origin');
  const { LINK_SIGNING_KEY_ID } = readEnvironment('linkSigning');
  return {
    mailer: createSesMailer({
      ses: new SESClient({ maxAttempts: 1 }),
      sender: MAIL_SENDER,
      configurationSet: MAIL_CONFIGURATION_SET,
    }),
    linkMint: createKmsLinkMint({ kms: new KMSClient({}), keyId: LINK_SIGNING_KEY_ID, issuer: PUBLIC_ORIGIN }),
    publicOrigin: PUBLIC_ORIGIN,
  };
}

export function linkPorts(): Pick<Ports, 'linkVerifier'> {
  const publicKeys = readEnvironment('linkVerification').LINK_PUBLIC_KEYS;
  return { linkVerifier: createLinkVerifier({ publicKeys, issuer: readEnvironment('origin').PUBLIC_ORIGIN }) };
}
