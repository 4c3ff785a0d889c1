import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDynamoDbEngine } from '#infra/local/dynamodb/engine';
import { createKmsLinkMint } from '#shared/decision-tokens/mint-link';
import { createLinkVerifier } from '#shared/decision-tokens/verify-link';
import { idPrefixes } from '#shared/domain/id';
import { plusMinutes } from '#shared/domain/instant';
import { activationStore } from '#shared/dynamodb/activation-store';
import { assignmentStore } from '#shared/dynamodb/assignment-store';
import { auditTrailStore } from '#shared/dynamodb/audit-trail-store';
import { censusStore } from '#shared/dynamodb/census-store';
import { decisionLinkStore } from '#shared/dynamodb/decision-link-store';
import { directorySignUpStore } from '#shared/dynamodb/directory-sign-up-store';
import { directoryStore } from '#shared/dynamodb/directory-store';
import { dueStore } from '#shared/dynamodb/due-store';
import { endingStore } from '#shared/dynamodb/ending-store';
import { entitlementStore } from '#shared/dynamodb/entitlement-store';
import { extensionStore } from '#shared/dynamodb/extension-store';
import { heartbeatStore } from '#shared/dynamodb/heartbeat-store';
import { idempotencyStore } from '#shared/dynamodb/idempotency-store';
import { importStore } from '#shared/dynamodb/import-store';
import { invitationStore } from '#shared/dynamodb/invitation-store';
import { mailClaimStore } from '#shared/dynamodb/mail-claim-store';
import { memberListsStore } from '#shared/dynamodb/member-lists-store';
import { onboardingStore } from '#shared/dynamodb/onboarding-store';
import { principalRecordStore } from '#shared/dynamodb/principal-record-store';
import { principalStore } from '#shared/dynamodb/principal-store';
import { rehearsable, rehearsals } from '#shared/dynamodb/rehearsal';
import { removalStore } from '#shared/dynamodb/removal-store';
import { resourceTreeStore } from '#shared/dynamodb/resource-tree-store';
import { reviewStore } from '#shared/dynamodb/review-store';
import { roleRecordsStore } from '#shared/dynamodb/role-records-store';
import { roleStore } from '#shared/dynamodb/role-store';
import { roleUseStore } from '#shared/dynamodb/role-use-store';
import { searchStore } from '#shared/dynamodb/search-store';
import { settingsRecordsStore } from '#shared/dynamodb/settings-records-store';
import { openTable } from '#shared/dynamodb/table';
import { taskTokenStore } from '#shared/dynamodb/task-token-store';
import type { NewId, Ports, RandomText } from '#shared/ports';
import { fakeKms, newLinkKey } from '#test/decision-tokens/fake-kms';
import { engineClient } from './engine-client.ts';
import { createFakeAccessProvider, type FakeAccessProvider } from './fake-access-provider.ts';
import { createFakeMailer, type FakeMailer } from './fake-mailer.ts';
import { createFakeWorkflow, type FakeWorkflow } from './fake-workflow.ts';
import { createWorldTable, type WorldTable } from './world-table.ts';

export const NOON = '2026-11-22T12:00:00.000Z';
const ORIGIN = 'https://lapse.example';

/** Every port, over the real stores on a table of its own; what is outside the table is a fake with switches. */
export interface World extends Ports {
  readonly publicOrigin: string;
  /** Nothing happens meanwhile, and no time passes. */
  pause(milliseconds: number): Promise<void>;
  readonly table: WorldTable;
  readonly workflow: FakeWorkflow;
  readonly accessProvider: FakeAccessProvider;
  readonly mailer: FakeMailer;
  /** What somebody has to look at, by the name of its metric, oldest first. */
  readonly alarms: string[];
  breakGlassUsed(awaited: number): void;
  /** Sets the time; it stands still until it is set again. */
  setTime(instant: string): void;
  passMinutes(minutes: number): void;
  /** Where functions as they are deployed reach the engine; worlds themselves need no socket. */
  listen(): Promise<string>;
  /**
   * Does what writes into a fresh world, or takes over what the same wrote into an earlier one of this process: most of what
   * a test takes would go into founding the same organization again and again.
   */
  once(name: string, write: () => Promise<unknown>): Promise<void>;
  /** The whole table, to compare: what is refused must change nothing (I20). */
  exportTable(): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** @param elsewhere a client of a running engine; without it the world brings its own embedded one */
export async function createWorld(elsewhere?: DynamoDBClient): Promise<World> {
  let time = NOON;
  const now = () => time;
  const engine = createDynamoDbEngine({ now: () => Date.parse(time) });
  const alarms: string[] = [];
  const table = await createWorldTable(elsewhere ?? engineClient(engine));
  const ids = countedIds();
  return {
    ...tablePorts(table, now, ids.next),
    ...linkPorts(),
    workflow: createFakeWorkflow(),
    accessProvider: createFakeAccessProvider(),
    mailer: createFakeMailer(),
    randomText: countedRandomness(),
    publicOrigin: ORIGIN,
    authenticationContexts: ['urn:lapse:mfa', 'phr'],
    pause: async () => {},
    alarms,
    breakGlassUsed: (awaited) => void alarms.push('breakGlassUsed', `reviewsAwaited ${awaited}`),
    table,
    listen: () => engine.listen(),
    once: (name, write) => (elsewhere ? write().then(() => {}) : takeOver(`${name} ${time}`, write, table, ids)),
    exportTable: () => table.export(),
    setTime(instant) {
      time = instant;
    },
    passMinutes(minutes) {
      time = plusMinutes(time, minutes);
    },
    async close() {
      table.close();
      await engine.close();
    },
  };
}

const written = new Map<string, { items: Record<string, unknown>[]; ids: number }>();

async function takeOver(name: string, write: () => Promise<unknown>, table: WorldTable, ids: CountedIds) {
  const isFresh = table.requests.length <= 1;
  const before = isFresh ? written.get(name) : undefined;
  if (before) {
    await table.load(before.items);
    ids.made = before.ids;
    return;
  }
  await write();
  if (isFresh) written.set(name, { items: await table.export(), ids: ids.made });
}

function tablePorts({ client, name: tableName }: WorldTable, now: () => string, newId: NewId) {
  const table = rehearsable(openTable(tableName, client));
  const needs = { table, tableName, newId, now };
  return {
    activations: activationStore(needs),
    dues: dueStore(table, tableName),
    endings: endingStore(table, tableName, now),
    auditTrail: auditTrailStore(table, now),
    census: censusStore(table),
    directory: directoryStore(needs),
    assignments: assignmentStore(needs),
    extensions: extensionStore(needs),
    roleUses: roleUseStore(table),
    principals: principalStore(table),
    principalRecords: principalRecordStore(needs),
    imports: importStore(needs),
    invitations: invitationStore(needs),
    roles: roleStore(table),
    roleRecords: roleRecordsStore(needs),
    rehearsals: rehearsals(table),
    resourceTree: resourceTreeStore(needs),
    removals: removalStore(needs),
    reviews: reviewStore(table, now),
    searches: searchStore(table),
    settingsRecords: settingsRecordsStore(needs),
    memberLists: memberListsStore(table),
    onboardings: onboardingStore(needs),
    directorySignUp: directorySignUpStore(needs),
    entitlements: entitlementStore(table, tableName),
    decisionLinks: decisionLinkStore(needs),
    mailClaims: mailClaimStore(needs),
    taskTokens: taskTokenStore(table, tableName, now),
    idempotency: idempotencyStore(table, tableName, now),
    heartbeat: heartbeatStore(table, tableName),
    now,
    newId,
  } satisfies Partial<Ports>;
}

const linkKey = newLinkKey();
const LINK_KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';

/** The public half of the key that signs the links of every world. */
export const linkPublicKeys = { [LINK_KEY_ID]: linkKey.spki };

function linkPorts(): Pick<Ports, 'linkMint' | 'linkVerifier'> {
  return {
    linkMint: createKmsLinkMint({ kms: fakeKms(linkKey).kms, keyId: LINK_KEY_ID, issuer: ORIGIN }),
    linkVerifier: createLinkVerifier({ publicKeys: linkPublicKeys, issuer: ORIGIN }),
  };
}

/** Ids that count up: the same test makes the same ones, and they sort by the time they were made. */
function countedIds(): CountedIds {
  const ids: CountedIds = {
    made: 0,
    next(kind) {
      ids.made += 1;
      return `${idPrefixes[kind]}_${String(ids.made).padStart(6, '0')}`;
    },
  };
  return ids;
}

interface CountedIds {
  made: number;
  readonly next: NewId;
}

/** Text no two calls share and every run repeats. */
function countedRandomness(): RandomText {
  let drawn = 0;
  return (bytes) => {
    drawn += 1;
    const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, block) =>
      createHash('sha256').update(`${drawn}.${block}`).digest(),
    );
    return Buffer.concat(blocks).subarray(0, bytes).toString('base64url');
  };
}
