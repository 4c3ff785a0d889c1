import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { seedDemoOrganization } from '#infra/local/demo-organization';
import type { FunctionLog } from '#infra/local/functions';
import type { TokenWish } from '#infra/local/identity-provider/identity-providers';
import type { Mail } from '#infra/local/mailbox';
import { people, workloads } from '#infra/local/people';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '#infra/local/stack';
import { TEST_BUILD } from './build-once.ts';
import { expectInvariants } from './expect-invariants.ts';
import { type Client, httpClient } from './http-client.ts';
import { keepRights, noteRights } from './recorded-rights.ts';
import { refuseLoggedSecrets, type Secret, secretsInMails, secretsInTable, tokenSecret } from './secrets.ts';

type Session = Omit<TokenWish, 'subject'>;
export type Row = Record<string, unknown>;

/** Lapse on this machine as a test uses it: people who call, mails they get, time that moves. */
export interface TestStack extends LocalStack {
  /** Somebody signed in, by default without a second factor. */
  as(subject: string, session?: Session): Client;
  /** Whoever calls without a token. */
  readonly anybody: Client;
  /** The mails of one person, oldest first. */
  mailTo(person: string): Mail[];
  settled(): Promise<void>;
  /** The whole table in key order, without the sweeper's heartbeat. */
  exportTable(): Promise<Row[]>;
}

/**
 * Starts Lapse with the demo organization on free ports, until the test is over. Stopping it fails the test when something
 * does not hold that must always hold, or when a function has logged a secret.
 */
export async function withLocalStack(options: Partial<LocalStackOptions> = {}): Promise<TestStack> {
  const stack = await startTestStack(options);
  onTestFinished(stack.stop);
  return stack;
}

/** The same for a whole file; whoever starts it stops it. */
export async function startTestStack(options: Partial<LocalStackOptions> = {}): Promise<TestStack> {
  const logs: FunctionLog[] = [];
  const started = await startLocalStack({
    folder: TEST_BUILD,
    port: 0,
    people,
    workloads,
    seed: seedDemoOrganization,
    ...options,
    onCall: noteRights,
    onLog(entry) {
      logs.push(entry);
      options.onLog?.(entry);
    },
  });
  const bearers: Secret[] = [];
  const stack: LocalStack = {
    ...started,
    async token(wish) {
      const token = await started.token(wish);
      bearers.push(tokenSecret('bearer token', token));
      return token;
    },
  };
  const { settled } = stack.activity;
  const everything = () => exportEverything(stack);
  return {
    ...stack,
    as: (subject, session = {}) => httpClient(stack.origin, tokens(stack, { subject, ...session })),
    anybody: httpClient(stack.origin),
    mailTo: (person) => stack.mails(`${person}@example.test`),
    settled,
    exportTable: async () => (await everything()).filter(isKeptByPeople),
    stop: stopOnce(stack, async () => {
      keepRights();
      await expectInvariants({ settled, everything });
      refuseLoggedSecrets(logs, [...bearers, ...secretsInMails(stack.mails()), ...secretsInTable(await everything())]);
    }),
  };
}

/** Looks at everything once before it is gone; whatever it finds, nothing is left running. */
function stopOnce(stack: LocalStack, look: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= look().finally(stack.stop);
    return stopped;
  };
}

const KEPT_MILLISECONDS = 60_000;

/** Signing is slow, so a token serves for a minute of the stack's time. */
function tokens({ token, clock }: LocalStack, request: TokenWish): () => Promise<string> {
  let kept: { token: Promise<string>; at: number } | undefined;
  return () => {
    if (!kept || clock.now() - kept.at >= KEPT_MILLISECONDS) kept = { token: token(request), at: clock.now() };
    return kept.token;
  };
}

const Page = v.object({ Items: v.array(v.any()), LastEvaluatedKey: v.optional(v.unknown()) });

async function exportEverything({ engine, tableName }: LocalStack): Promise<Row[]> {
  const rows: Row[] = [];
  let start: unknown;
  do {
    const page = v.parse(Page, await engine.call('Scan', { TableName: tableName, ExclusiveStartKey: start }));
    rows.push(...page.Items.map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey;
  } while (start);
  const nameOf = ({ pk, sk }: Row) => `${pk}\n${sk}`;
  return rows.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** What the clock alone changes is no change anybody has made. */
function isKeptByPeople({ entity }: Row): boolean {
  return entity !== 'heartbeat' && entity !== 'sealed';
}
