import type { IncomingMessage, RequestListener } from 'node:http';
import * as v from 'valibot';
import { fieldFault } from '#shared/http/field-fault';
import { controlPage } from './control-page.ts';
import { type Faults, faultKinds, faultyServices } from './faults.ts';
import type { FunctionLog } from './functions.ts';
import { contexts } from './identity-provider/assurance.ts';
import type { TokenWish } from './identity-provider/identity-providers.ts';
import { readBody } from './local-server.ts';
import type { Mail } from './mailbox.ts';

/** What the control port may do with the local stack. */
export interface Controls {
  now(): number;
  advance(minutes: number): Promise<void>;
  mint(wish: TokenWish): Promise<string>;
  mails(to?: string): Mail[];
  readonly faults: Faults;
  readonly logs: readonly FunctionLog[];
  /** Who can be given a token. */
  readonly subjects: readonly string[];
  readonly links: Readonly<Record<string, string>>;
}

/** Ten years; more is a slip of the finger, and cannot be taken back. */
const LONGEST_ADVANCE = 10 * 366 * 24 * 60;

const TokenBody = v.strictObject({
  person: v.string(),
  mfa: v.optional(v.boolean()),
  acr: v.optional(v.picklist(contexts)),
  authenticatedMinutesAgo: v.optional(v.pipe(v.number(), v.minValue(0))),
  scopes: v.optional(v.array(v.string())),
});
const ClockBody = v.strictObject({
  advanceMinutes: v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_ADVANCE)),
});
const FaultBody = v.pipe(
  v.strictObject({
    service: v.picklist(faultyServices),
    kind: v.picklist(faultKinds),
    times: v.pipe(v.number(), v.integer(), v.minValue(0)),
  }),
  v.forward(
    v.check(({ service, kind }) => kind !== 'lag' || service === 'sfn', 'Only sfn answers late.'),
    ['kind'],
  ),
);

interface Request {
  readonly query: URLSearchParams;
  readonly body: unknown;
}
interface Answer {
  readonly status: number;
  readonly body: unknown;
}
type Operation = (request: Request, controls: Controls) => Promise<Answer> | Answer;

const operations: Record<string, Operation> = {
  'GET /': (_, { now, links }) => ok(new Page(controlPage(new Date(now()).toISOString(), links))),
  'GET /health': (_, { links }) => ok({ status: 'ok', ...links }),
  'GET /clock': (_, { now }) => ok({ now: new Date(now()).toISOString() }),
  'GET /mailbox': ({ query }, { mails }) => ok(mails(query.get('to') ?? undefined)),
  'GET /logs': (_, { logs }) => ok(logs),
  'POST /clock': withBody(ClockBody, async ({ advanceMinutes }, { advance, now }) => {
    await advance(advanceMinutes);
    return ok({ now: new Date(now()).toISOString() });
  }),
  'POST /token': withBody(TokenBody, async ({ person, ...assurance }, { mint, subjects }) => {
    if (!subjects.includes(person))
      return invalid('person', `There is no ${person}; there are ${subjects.join(', ')}.`);
    return ok({ accessToken: await mint({ subject: person, ...assurance }) });
  }),
  'POST /faults': withBody(FaultBody, ({ service, kind, times }, { faults }) => {
    faults.arm(service, kind, times);
    return ok({ service, kind, times });
  }),
};

class Page {
  readonly html: string;

  constructor(html: string) {
    this.html = html;
  }
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const invalid = (field: string, message: string): Answer => ({ status: 400, body: { field, message } });

function withBody<Schema extends v.GenericSchema>(
  schema: Schema,
  run: (body: v.InferOutput<Schema>, controls: Controls) => Promise<Answer> | Answer,
): Operation {
  return ({ body }, controls) => {
    const parsed = v.safeParse(schema, body);
    if (parsed.success) return run(parsed.output, controls);
    const [issue] = parsed.issues;
    const { path, message } = fieldFault(issue);
    return invalid(path || 'body', message);
  };
}

/** Serves the control port: tokens, time, mails and outages for one machine; nothing of it exists when deployed. */
export function createControl(controls: Controls): RequestListener {
  return async (incoming, response) => {
    const { status, body } = await answer(incoming, controls).catch((error: unknown) => {
      return { status: 500, body: { message: error instanceof Error ? error.message : String(error) } };
    });
    const isPage = body instanceof Page;
    const type = isPage ? 'text/html; charset=utf-8' : 'application/json';
    const headers = { 'content-type': type, 'x-frame-options': 'DENY', 'cross-origin-resource-policy': 'same-origin' };
    response.writeHead(status, headers).end(isPage ? body.html : JSON.stringify(body));
  };
}

async function answer(incoming: IncomingMessage, controls: Controls): Promise<Answer> {
  const text = (await readBody(incoming, 1_000_000)).toString();
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://control');
  const route = `${incoming.method} ${pathname}`;
  const operation = Object.hasOwn(operations, route) ? operations[route] : undefined;

  if (isForeign(incoming))
    return { status: 403, body: { message: 'Pages of other sites may not use the control port.' } };
  if (!operation) return { status: 404, body: { message: `There is no ${route}.` } };
  const body = parseJson(text || '{}');
  return body === undefined
    ? invalid('body', 'The body is not JSON.')
    : operation({ query: searchParams, body }, controls);
}

/** A page of another site, or a name of another site that leads here (DNS rebinding). */
function isForeign({ headers }: IncomingMessage): boolean {
  const host = headers.host ?? '';
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)) return true;
  return headers.origin !== undefined && headers.origin !== `http://${host}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
