import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as v from 'valibot';
import { readEnvironment } from '#shared/config';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { Caller } from '#shared/use-cases/caller';
import type { Expectation } from '#shared/use-cases/expectation';
import type { Claims } from './bearer.ts';
import { refuseUnlessThroughEdge } from './edge.ts';
import { expectationOf, tagged } from './entity-tag.ts';
import type { Known } from './find-caller.ts';
import { type Answer, problemAnswer, unexpectedProblem } from './problems.ts';
import { type LinesText, parseRequest } from './request.ts';
import { type ApiFunction, type Route, routeKey } from './route.ts';
import type { Operation, OperationOf, routes } from './routes.ts';

type Output<S> = S extends v.GenericSchema ? v.InferOutput<S> : undefined;
type Field<R, K extends string> = R extends Record<K, infer S> ? Output<S> : undefined;

/** A request as a handler sees it: parsed, and the caller known as far as the route asks for it. */
export interface Request<O extends Operation> {
  readonly body: Field<(typeof routes)[O], 'body'>;
  /** Instead of a body in JSON, where the route takes lines. */
  readonly lines?: LinesText;
  readonly query: Field<(typeof routes)[O], 'query'>;
  readonly path: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly method: string;
  /** The address of the request as the caller gave it, for links to the next page. */
  readonly url: string;
  /** Who is behind the token; throws on routes that take no token. */
  readonly caller: Caller;
  readonly claims: Claims;
  /** Only told what would be: nothing a handler calls can write then, and what it answers is told as a dry run. */
  readonly dryRun: boolean;
  /** What `If-Match` demands of the thing a PUT, PATCH or DELETE is about: the use case asks it of what it has read. */
  readonly expectation: Expectation;
}

export type HandlersOf<O extends Operation> = {
  readonly [Each in O]: (request: Request<Each>) => Promise<Answer> | Answer;
};
export type Handlers<F extends ApiFunction> = HandlersOf<OperationOf<F>>;

/** What finds out who calls, keeps the answers of routes that can be repeated, and tries out what changes something. */
type Needs = Pick<Ports, 'principals' | 'onboardings' | 'now'> &
  Partial<Pick<Ports, 'idempotency' | 'rehearsals' | 'activations' | 'endings'>>;

/** Headers of every answer: nothing of it is for caches, frames or guessing browsers. */
const commonHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * Makes one function of the API from its handlers: the one middleware stack that finds the route, checks and parses,
 * finds the caller, and turns answers and refusals into HTTP.
 *
 * @param served the routes of this function alone, from its file in `routes`
 * @param needs absent for a function that serves nothing but public routes
 */
export function apiFunction<R extends Partial<typeof routes>>(
  served: R,
  handlers: HandlersOf<keyof R & Operation>,
  needs?: Needs,
  headers: Readonly<Record<string, string>> = {},
) {
  const { PUBLIC_ORIGIN } = readEnvironment('origin');
  const { ALLOWED_ORIGINS } = readEnvironment('crossOrigin');
  const { STEP_UP_ACR_VALUES, ADMINISTRATION_MFA, ...mfaClaims } = readEnvironment('stepUp');
  const { EDGE_SECRET } = readEnvironment('edge');
  const origins = { own: PUBLIC_ORIGIN, others: ALLOWED_ORIGINS };
  const table = new Map(
    Object.entries<Route>(served).map(([operation, route]) => [routeKey(route), { operation, route }]),
  );

  const answer = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    refuseUnlessThroughEdge(event, EDGE_SECRET);
    const found = table.get(event.routeKey);
    if (!found) throw new Error(`No handler for ${event.routeKey}.`);
    const { route, operation } = found;
    const who: Partial<Known> =
      route.relation === 'public' || route.relation === 'link'
        ? {}
        : await (await import('./find-caller.ts')).findCaller(event, route, needed(needs), {
            mfa: mfaClaims,
            edge: EDGE_SECRET,
            asksAdministrators: ADMINISTRATION_MFA === 'session',
          });
    const parsed = parseRequest(event, route, origins);
    if (who.lacking && !parsed.dryRun) throw who.lacking;
    const request = {
      ...parsed,
      ...who,
      expectation: expectationOf(event.headers),
      headers: event.headers,
      method: event.requestContext.http.method,
      url: urlOf(event, PUBLIC_ORIGIN),
    };
    // The types of `handlers` tie each operation to its own request; the route table ties both to the same name.
    const handle = handlers[operation as keyof R & Operation] as (request: unknown) => Promise<Answer> | Answer;
    const run = async () => handle(request);
    if (parsed.dryRun) {
      const { answerDryRun } = await import('./dry-run.ts');
      const dryRun = { run, lacking: who.lacking, shows: route.dryRun === 'shows', acrValues: STEP_UP_ACR_VALUES };
      return answerDryRun(dryRun, trying(needs));
    }
    if (route.idempotent !== true || !who.caller) return run();
    const principalId = who.caller.view.principal.id;
    const { answerOnce } = await import('./idempotency.ts');
    return answerOnce(
      { ...request, body: parsed.lines ?? parsed.body, principalId, route: routeKey(route) },
      run,
      keeping(needs),
    );
  };

  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(refusals(STEP_UP_ACR_VALUES, headers))
    .handler(async (event) => toResult(tagged(await answer(event), event), { ...headers, ...echoOf(event) }));
}

/** A function that was not given what its routes take answers nobody. */
function needed(needs: Needs | undefined): Needs {
  if (!needs) throw new Error('This function knows nobody, and serves public routes only.');
  return needs;
}

function trying(needs: Needs | undefined) {
  const { principals, rehearsals, activations, endings } = needed(needs);
  if (!rehearsals || !activations || !endings) throw new Error('This function cannot try changes out.');
  return { principals, rehearsals, activations, endings };
}

function keeping(needs: Needs | undefined): Pick<Ports, 'idempotency'> {
  if (!needs?.idempotency) throw new Error('This function cannot keep answers.');
  return { idempotency: needs.idempotency };
}

function refusals(
  acrValues: string,
  headers: Readonly<Record<string, string>>,
): middy.MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2> {
  return {
    onError: (request) => {
      const { error, event } = request;
      const isRefusal = error instanceof Refusal;
      if (!isRefusal || error.cause !== undefined) console.error(error);
      const answer = isRefusal ? problemAnswer(error, acrValues) : unexpectedProblem;
      return toResult(answer, { ...headers, ...echoOf(event) });
    },
  };
}

function toResult(
  { status, body, headers }: Answer,
  more: Readonly<Record<string, string>>,
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', ...commonHeaders, ...more, ...headers },
    body: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
  };
}

const RequestId = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,128}$/));

/** A caller's name for its request comes back with the answer (AuthZEN 1.0, request identification). */
function echoOf({ headers }: APIGatewayProxyEventV2): Record<string, string> {
  const given = headers['x-request-id'];
  return v.is(RequestId, given) ? { 'x-request-id': given } : {};
}

function urlOf({ rawPath, rawQueryString }: APIGatewayProxyEventV2, origin: string): string {
  return `${origin}${rawPath}${rawQueryString ? `?${rawQueryString}` : ''}`;
}
