import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { type Route, routeKey } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';

export const ORIGIN = 'https://lapse.example';
export const PORTAL = 'https://portal.example';
export const ISSUER = 'https://id.example/';
/** 2026-11-22T13:00:00Z, an hour after noon. */
export const EXPIRY = 1_795_352_400;

export interface Call {
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON when it is no text; a text is sent as it is. */
  readonly body?: unknown;
  /** Instead of a body: what no text can be; API Gateway hands it on in base64. */
  readonly bytes?: Uint8Array;
  readonly query?: Readonly<Record<string, string>>;
  readonly path?: Readonly<Record<string, string>>;
  readonly method?: string;
  /** Claims of the bearer token; without them there is no token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Claims the authorizer verified; those of the token when absent. */
  readonly verified?: Readonly<Record<string, unknown>>;
}

/** Claims of an access token of ours, for the subject `sub` and with every scope there is. */
export function claimsOf(sub: string, more: Readonly<Record<string, unknown>> = {}) {
  return { iss: ISSUER, sub, exp: EXPIRY, scope: 'access:evaluate', ...more };
}

/** The event of an HTTP API (payload format 2.0) for one of our routes. */
export function gatewayEvent(operation: Operation, call: Call = {}): APIGatewayProxyEventV2 {
  const route: Route = routes[operation];
  const { claims, verified = claims, body, bytes, query, path } = call;
  const text = bytes
    ? Buffer.from(bytes).toString('base64')
    : body === undefined
      ? undefined
      : typeof body === 'string'
        ? body
        : JSON.stringify(body);
  const http = { method: call.method ?? (route.method === 'ANY' ? 'GET' : route.method), path: route.path };
  return {
    version: '2.0',
    routeKey: routeKey(route),
    rawPath: route.path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: {
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(route.relation === 'link' ? { origin: ORIGIN } : {}),
      ...(claims ? { authorization: `Bearer ${tokenOf(claims)}` } : {}),
      ...call.headers,
    },
    ...(query ? { queryStringParameters: { ...query } } : {}),
    ...(path ? { pathParameters: { ...path } } : {}),
    ...(text === undefined ? {} : { body: text }),
    isBase64Encoded: bytes !== undefined,
    requestContext: contextOf(http, routeKey(route), verified),
  };
}

function contextOf(http: { method: string; path: string }, key: string, verified: Call['verified']) {
  return {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'lapse.example',
    domainPrefix: 'lapse',
    requestId: 'request-1',
    routeKey: key,
    stage: '$default',
    time: '22/Nov/2026:12:00:00 +0000',
    timeEpoch: 1_795_348_800_000,
    http: { ...http, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    ...(verified ? { authorizer: { jwt: { claims: flattened(verified), scopes: null } } } : {}),
  };
}

/** A token nobody signed: whether it is genuine is API Gateway's business. */
export function tokenOf(claims: unknown, header: object = {}): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', kid: 'key-1', ...header })}.${part(claims)}.signature`;
}

/** API Gateway makes text of every claim: a list becomes `[a b]`. */
function flattened(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(claims).map(([name, value]) => [
    name,
    Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
  ]);
  return Object.fromEntries(texts);
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2 | undefined>;

/** Calls a function of the API as API Gateway would, and reads its answer. */
export async function callFunction(handler: unknown, event: APIGatewayProxyEventV2): Promise<HttpAnswer> {
  const { statusCode = 0, headers = {}, body: text = '' } = (await (handler as Handler)(event, {} as Context)) ?? {};
  const isJson = /[/+]json$/.test(String(headers['content-type']).split(';')[0] ?? '');
  return { status: statusCode, headers, text, body: isJson && text !== '' ? JSON.parse(text) : {} };
}
