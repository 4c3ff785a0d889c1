import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { readBody } from '../local-server.ts';
import type { Template } from '../template.ts';
import { TIMED_OUT, withTimeLimit } from '../time-limit.ts';
import type { Authorization, AuthorizerContext } from './authorizers.ts';
import { corsHeaders, isPreflight, preflightHeaders, readApi } from './cors.ts';
import { functionAnswer, type GatewayAnswer, messageAnswer } from './function-answer.ts';
import { createJwtAuthorizer } from './jwt-authorizer.ts';
import { createRequestAuthorizer } from './request-authorizer.ts';
import { type GatewayRequest, requestEvent } from './request-event.ts';
import { createRouteTable, type MatchedRoute, readRoutes } from './route-table.ts';

/** API Gateway's limit, in bytes. */
const LARGEST_BODY = 10 * 1024 * 1024;

const MESSAGES = { 401: 'Unauthorized', 403: 'Forbidden', 500: 'Internal Server Error' } as const;

export interface HttpApiOptions {
  readonly template: Template;
  invoke(functionArn: string, event: unknown): Promise<unknown>;
  readonly now: () => number;
}

/**
 * The template's HTTP API on this machine: its routes, authorizer and CORS in front of its functions; what API Gateway
 * answers by itself (401, 403, 404, 413, 500, 503) is answered the same. But 429: limits of calls are not applied here,
 * where many callers are one person's tests.
 */
export function createHttpApi({ template, invoke, now }: HttpApiOptions): RequestListener {
  const { id: apiId, cors } = readApi(template);
  const match = createRouteTable(readRoutes(template));
  const authorizeJwt = createJwtAuthorizer();
  const authorizeRequest = createRequestAuthorizer({ apiId, invoke, now });

  async function answer(request: GatewayRequest): Promise<GatewayAnswer> {
    if (cors && isPreflight(request.method, request.headers)) {
      return { status: 204, headers: preflightHeaders(cors), body: '' };
    }
    if (request.body.length > LARGEST_BODY) return messageAnswer(413, 'Request Entity Too Large');
    if (!isDecodable(request.path)) return messageAnswer(400, 'Bad Request');
    const matched = match(request.method, request.path);
    if (!matched) return messageAnswer(404, 'Not Found');
    const authorization = await authorize(request, matched);
    if (authorization === undefined) return call(request, matched, undefined);
    if (authorization.allowed) return call(request, matched, authorization.context);
    const { status, challenge } = authorization;
    return messageAnswer(status, MESSAGES[status], challenge === undefined ? {} : { 'www-authenticate': challenge });
  }

  async function authorize(request: GatewayRequest, matched: MatchedRoute): Promise<Authorization | undefined> {
    const { authorizer } = matched.route;
    if (authorizer?.kind === 'jwt') return authorizeJwt(request.headers.authorization, authorizer);
    return authorizer && authorizeRequest(authorizer, request, matched);
  }

  async function call(request: GatewayRequest, matched: MatchedRoute, context: AuthorizerContext | undefined) {
    const { functionArn, timeout } = matched.route;
    try {
      const event = requestEvent(request, matched, apiId, context);
      return functionAnswer(await withTimeLimit(timeout, invoke(functionArn, event)), { keepCors: cors === undefined });
    } catch (error) {
      if (error instanceof Error && error.name === TIMED_OUT) return messageAnswer(503, 'Service Unavailable');
      return messageAnswer(500, 'Internal Server Error');
    }
  }

  return async (incoming, response) => {
    const request = await readRequest(incoming, now());
    const answered = await answer(request);
    const shared = cors ? corsHeaders(cors, request.headers.origin) : {};
    send(response, answered, { ...shared, 'apigw-requestid': request.id }, request.method);
  };
}

async function readRequest(incoming: IncomingMessage, at: number): Promise<GatewayRequest> {
  const [path = '/', ...query] = (incoming.url ?? '/').split('?');
  const headers = Object.entries(incoming.headersDistinct).map(([name, values]) => {
    return [name, (values ?? []).join(name === 'cookie' ? '; ' : ',')];
  });
  return {
    id: randomUUID(),
    method: incoming.method ?? 'GET',
    path,
    query: query.join('?'),
    headers: Object.fromEntries(headers),
    body: await readBody(incoming, LARGEST_BODY + 1),
    sourceIp: incoming.socket.remoteAddress ?? '',
    at,
  };
}

function send(response: ServerResponse, answer: GatewayAnswer, shared: Record<string, string>, method: string): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    ...shared,
    ...(answer.cookies?.length ? { 'set-cookie': [...answer.cookies] } : {}),
    ...(answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(answer.body) }),
  });
  response.end(method === 'HEAD' ? undefined : answer.body);
}

function isDecodable(path: string): boolean {
  try {
    decodeURI(path);
    return true;
  } catch {
    return false;
  }
}
