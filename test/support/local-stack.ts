import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as v from 'valibot';
import { onTestFinished } from 'vitest';
import { seedDemoOrganization } from '#infra/local/demo-organization';
import type { TokenWish } from '#infra/local/identity-provider/identity-providers';
import type { Mail } from '#infra/local/mailbox';
import { people, workloads } from '#infra/local/people';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '#infra/local/stack';
import { TEST_BUILD } from './build-once.ts';
import { type Client, httpClient } from './http-client.ts';

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

/** Starts Lapse with the demo organization on free ports, until the test is over. */
export async function withLocalStack(options: Partial<LocalStackOptions> = {}): Promise<TestStack> {
  const stack = await startTestStack(options);
  onTestFinished(stack.stop);
  return stack;
}

/** The same for a whole file; whoever starts it stops it. */
export async function startTestStack(options: Partial<LocalStackOptions> = {}): Promise<TestStack> {
  const stack = await startLocalStack({
    folder: TEST_BUILD,
    port: 0,
    people,
    workloads,
    seed: seedDemoOrganization,
    ...options,
  });
  return {
    ...stack,
    as: (subject, session = {}) => httpClient(stack.origin, tokens(stack, { subject, ...session })),
    anybody: httpClient(stack.origin),
    mailTo: (person) => stack.mails(`${person}@example.test`),
    settled: stack.activity.settled,
    exportTable: () => exportTable(stack),
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

async function exportTable({ engine, tableName }: LocalStack): Promise<Row[]> {
  const rows: Row[] = [];
  let start: unknown;
  do {
    const page = v.parse(Page, await engine.call('Scan', { TableName: tableName, ExclusiveStartKey: start }));
    rows.push(...page.Items.map((item) => unmarshall(item)));
    start = page.LastEvaluatedKey;
  } while (start);
  const nameOf = ({ pk, sk }: Row) => `${pk}\n${sk}`;
  return rows
    .filter(({ entity }) => entity !== 'heartbeat' && entity !== 'sealed')
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}
