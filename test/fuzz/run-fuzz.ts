import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import type { TokenWish } from '#infra/local/identity-provider/identity-providers';
import type { LocalStack } from '#infra/local/stack';
import { partnerIssuer } from '#infra/local/template-origins';
import { principalStore } from '#shared/dynamodb/principal-store';
import { openTable } from '#shared/dynamodb/table';
import type { Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { mayAdminister, mayReadEverything } from '#shared/use-cases/caller';
import { expectContract } from '#test/support/contract';
import type { Answer } from '#test/support/http-client';
import { unauthorized } from './authority.ts';
import { type CallerName, callers, strangers } from './callers.ts';
import { keepJournal } from './journal.ts';
import { knownValues } from './known-values.ts';
import { plans } from './plan.ts';
import { type Prepared, prepare } from './prepare.ts';
import { operationAt } from './reached.ts';

/** Something that must not be, and the request after which it was. */
export interface Finding {
  readonly place: number;
  readonly operation: Operation;
  readonly caller: CallerName;
  readonly what: string;
  readonly request: Prepared;
}

export interface FuzzReport {
  /** Answers by operation, then by status. */
  readonly counts: ReadonlyMap<Operation, ReadonlyMap<number, number>>;
  readonly findings: readonly Finding[];
}

export interface FuzzOptions {
  readonly seed: number;
  readonly requests: number;
  readonly onProgress?: (done: number) => void;
}

/** After so many requests time moves on, so that activations end and links expire. */
const MOVE_ON_EVERY = 250;
const MOVE_ON_MINUTES = 7;

/** Sends random requests of every operation by everybody, one after the other, and judges each by what became of the table. */
export async function runFuzz(stack: LocalStack, { seed, requests, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const known = knownValues(stack);
  const journal = keepJournal(stack.engine, stack.tableName);
  const authority = authorityAt(stack);
  const counts = new Map<Operation, Map<number, number>>();
  const findings: Finding[] = [];
  let tokens = await mintAll(stack);

  for (const [place, plan] of fc.sample(plans, { seed, numRuns: requests }).entries()) {
    if (place % MOVE_ON_EVERY === MOVE_ON_EVERY - 1) {
      await stack.advance(MOVE_ON_MINUTES);
      tokens = await mintAll(stack);
      onProgress?.(place + 1);
    }
    known.readMails();
    const request = prepare(plan, known, stack.origin, tokens.get(plan.caller));
    const reached = operationAt(request);
    const isAllowed = reached !== undefined && (await authority.mayCall(reached, plan.caller));
    const earlier = countOthers(stack);
    journal.take();
    const answer = await send(request, stack.origin);
    await stack.activity.settled();

    const actors = [request.linkOf, await authority.principalOf(plan.caller)].filter((actor) => actor !== undefined);
    const operation = reached ?? plan.operation;
    const outcome = { operation, status: answer.status, actors };
    const changed = unauthorized({ ...outcome, writes: journal.take(), othersRan: countOthers(stack) !== earlier });
    const faults = [...faultsOf(request, answer, isAllowed, stack), ...changed];
    for (const what of faults) findings.push({ place, operation, caller: plan.caller, what, request });
    known.learn(answer);
    const statuses = counts.get(operation) ?? new Map<number, number>();
    counts.set(operation, statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1));
  }
  authority.close();
  journal.close();
  return { counts, findings };
}

async function mintAll(stack: LocalStack): Promise<Map<CallerName, string>> {
  const wishes = Object.entries(callers).filter((entry) => entry[1] !== undefined);
  const minted = wishes.map(
    async ([name, wish]) => [name as CallerName, await stack.token(wish ?? { subject: '' })] as const,
  );
  return new Map(await Promise.all(minted));
}

async function send({ method, path, headers, body }: Prepared, origin: string): Promise<Answer> {
  const response = await fetch(origin + path, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = /[/+]json$/.test(response.headers.get('content-type')?.split(';')[0] ?? '') && text !== '';
  return { status: response.status, body: isJson ? JSON.parse(text) : {}, text, headers: response.headers };
}

/** What is wrong with an answer by itself: an outage, something undocumented, an open door. */
function faultsOf(request: Prepared, answer: Answer, isAllowed: boolean, { functions }: LocalStack): string[] {
  const faults: string[] = [];
  if (answer.status >= 500) {
    const said = functions.logs.slice(-3).map(({ line }) => line.slice(0, 600));
    faults.push(`answered ${answer.status}: ${said.join(' | ')}`);
  }
  try {
    if (request.method !== 'HEAD') expectContract(request, answer);
  } catch (error) {
    faults.push(error instanceof Error ? error.message : String(error));
  }
  if (!isAllowed && !isClosed(answer, request)) faults.push(`was answered ${answer.status} without the right to call`);
  return faults;
}

/** API Gateway names neither routes nor paths that are none. */
const isClosed = ({ status, text }: Answer, { method }: Prepared) =>
  [401, 403].includes(status) ||
  method === 'OPTIONS' ||
  text === '{"message":"Not Found"}' ||
  (method === 'HEAD' && status === 404) ||
  text === '{"message":"Bad Request"}';

/** How often functions ran that no caller calls. */
function countOthers({ functions }: LocalStack): number {
  const others = Object.entries(functions.invocations).filter(([title]) => !/^(api|authorizer)\//.test(title));
  return others.reduce((sum, [, times]) => sum + times, 0);
}

/** Whether somebody may call a route at all, by the relation the route asks for and the table as it stands before. */
function authorityAt(stack: LocalStack) {
  const client = new DynamoDBClient({
    endpoint: stack.servicesOrigin,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const principals = principalStore(openTable(stack.tableName, client));
  /** Undefined when Lapse knows nobody of that issuer and subject; an invitation may change that. */
  async function principalOf(caller: CallerName): Promise<string | undefined> {
    const wish: TokenWish | undefined = strangers.includes(caller) ? undefined : callers[caller];
    if (!wish) return undefined;
    const isGuest = wish.issuedBy === 'partner' || wish.subject === 'linus';
    const own = stack.identityProviderOrigin;
    return principals.findIdByIdentity(isGuest ? partnerIssuer(own) : own, wish.subject);
  }
  return {
    principalOf,
    close: () => client.destroy(),
    async mayCall(operation: Operation, caller: CallerName): Promise<boolean> {
      const { relation }: Route = routes[operation];
      if (relation === 'public' || relation === 'link') return true;
      if (strangers.includes(caller)) return false;
      if (relation === 'signed_in') return true;
      const id = await principalOf(caller);
      const view = id === undefined ? undefined : await principals.view(id);
      if (!view?.principal.enabled) return false;
      const now = new Date(stack.clock.now()).toISOString();
      if (relation === 'reader') return mayReadEverything(view, now);
      if (relation === 'administrator') return mayAdminister(view, now);
      if (relation === 'workload') return caller === 'mailbox-admin-center';
      return true;
    },
  };
}
