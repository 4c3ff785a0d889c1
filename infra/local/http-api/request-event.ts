import { ACCOUNT, REGION } from '../template.ts';
import type { AuthorizerContext } from './authorizers.ts';
import type { MatchedRoute } from './route-table.ts';

/** A request as it arrived: path still encoded, header names in lower case, repeated headers joined by a comma. */
export interface GatewayRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly sourceIp: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TEXT =
  /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded|graphql)|application\/[\w.+-]+\+(json|xml))/i;

/**
 * Writes the event a function gets for a request (payload format 2.0 of HTTP APIs).
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function requestEvent(
  request: GatewayRequest,
  matched: MatchedRoute,
  apiId: string,
  authorizer: AuthorizerContext | undefined,
) {
  return { ...eventWithoutBody(request, matched, apiId, authorizer), ...bodyOf(request) };
}

/**
 * Writes what an authorizer is asked with (payload format 2.0 of HTTP APIs): all but the body.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function authorizerEvent(
  request: GatewayRequest,
  matched: MatchedRoute,
  apiId: string,
  identitySource: readonly string[],
) {
  return {
    ...eventWithoutBody(request, matched, apiId, undefined),
    type: 'REQUEST',
    routeArn: `arn:aws:execute-api:${REGION}:${ACCOUNT}:${apiId}/$default/${request.method}${request.path}`,
    identitySource,
  };
}

function eventWithoutBody(
  request: GatewayRequest,
  { route, pathParameters }: MatchedRoute,
  apiId: string,
  authorizer: AuthorizerContext | undefined,
) {
  const { cookie, ...headers } = request.headers;
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: decodeURI(request.path),
    rawQueryString: request.query,
    ...(cookie && { cookies: cookie.split('; ') }),
    headers,
    ...(request.query && { queryStringParameters: joinParameters(request.query) }),
    requestContext: requestContext(request, route.key, apiId, authorizer),
    ...(Object.keys(pathParameters).length > 0 && { pathParameters }),
  };
}

function requestContext(
  { id, method, path, headers, sourceIp, at }: GatewayRequest,
  routeKey: string,
  apiId: string,
  authorizer: AuthorizerContext | undefined,
) {
  return {
    accountId: ACCOUNT,
    apiId,
    ...(authorizer && { authorizer }),
    domainName: headers.host ?? '',
    domainPrefix: 'localhost',
    http: { method, path: decodeURI(path), protocol: 'HTTP/1.1', sourceIp, userAgent: headers['user-agent'] ?? '' },
    requestId: id,
    routeKey,
    stage: '$default',
    time: commonLogTime(new Date(at)),
    timeEpoch: at,
  };
}

function joinParameters(query: string): Record<string, string> {
  // Not an object yet: it would have parameters nobody sent, and lose one named `__proto__`.
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

function bodyOf({ body, headers }: GatewayRequest) {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT.test(headers['content-type'] ?? 'text/plain');
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** `22/Nov/2026:17:02:00 +0000` */
function commonLogTime(date: Date): string {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(date.toISOString()) ?? [];
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}
