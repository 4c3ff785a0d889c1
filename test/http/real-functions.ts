import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import * as v from 'valibot';
import { vi } from 'vitest';
import type { ApiFunction } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { ISSUER } from '#test/support/found-organization';
import { linkPublicKeys, type World } from '#test/support/world';
import { type Call, callFunction, claimsOf, gatewayEvent, type HttpAnswer } from './gateway-event.ts';
import { stubEnvironment } from './served.ts';

/** The functions of the API as they are deployed, each loaded when it is first called. */
const functions: Readonly<Record<ApiFunction, () => Promise<{ handler: unknown }>>> = {
  'self-service': () => import('#functions/api/self-service'),
  approvals: () => import('#functions/api/approvals'),
  'decision-links': () => import('#functions/api/decision-links'),
  administration: () => import('#functions/api/administration'),
  reports: () => import('#functions/api/reports'),
  imports: () => import('#functions/api/imports'),
  evaluation: () => import('#functions/api/evaluation'),
  documentation: () => import('#functions/api/documentation'),
};

/** Gives the functions the table of a world, and the environment of a deployment. */
export async function serveWorld(world: World): Promise<void> {
  // Files share a process, and a function keeps the table and the settings it has first seen.
  vi.resetModules();
  stubEnvironment();
  const environment = {
    TABLE_NAME: world.table.name,
    AWS_ENDPOINT_URL_DYNAMODB: await world.listen(),
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    PUBLIC_ORIGIN: world.publicOrigin,
    LINK_PUBLIC_KEYS: JSON.stringify(linkPublicKeys),
    FIRST_ADMINISTRATOR: `${ISSUER}|grace`,
    CONSENT_CLAIM: '',
    CONSENT_ISSUER: ISSUER,
    ISSUER,
    AUDIENCE: 'lapse',
    SIGN_IN_ISSUER: ISSUER,
    SIGN_IN_CLIENT_ID: 'lapse-web',
    SIGN_IN_SCOPE: 'openid',
    METRICS_NAMESPACE: 'Lapse',
    TRUSTED_ISSUERS: JSON.stringify([{ issuer: ISSUER, audience: 'lapse' }]),
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}

/** Calls a function with the request of any route, of its own or not, as nobody. */
export async function callAs(name: ApiFunction, operation: Operation): Promise<HttpAnswer> {
  const { handler } = await functions[name]();
  return callFunction(handler, gatewayEvent(operation));
}

/** Calls a route by its real function, as somebody signed in with a second factor just now, or as nobody. */
export async function callReal(
  operation: Operation,
  by: string | undefined,
  call: Call,
  now: string,
): Promise<HttpAnswer> {
  const { handler } = await functions[routes[operation].function]();
  const seconds = Math.floor(Date.parse(now) / 1000);
  const session = { amr: ['mfa'], auth_time: seconds, exp: seconds + 3600 };
  const claims = by === undefined ? {} : { claims: claimsOf(by, { iss: ISSUER, ...session }) };
  return callFunction(handler, gatewayEvent(operation, { ...claims, ...call }));
}

const Started = v.object({ request: v.custom<{ getHeader(name: string): unknown }>((given) => given !== undefined) });

/** Counts what is asked of DynamoDB meanwhile: `2 Query, 1 TransactWriteItems`. */
export async function requestsOf<T>(work: () => Promise<T>): Promise<{ result: T; requests: string }> {
  const counts = new Map<string, number>();
  const count = (message: unknown) => {
    const target = v.parse(Started, message).request.getHeader('x-amz-target');
    const [, operation] = /^DynamoDB_\d+\.(\w+)$/.exec(String(target)) ?? [];
    if (operation) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  };
  subscribe('http.client.request.start', count);
  try {
    const result = await work();
    const named = [...counts]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([operation, times]) => `${times} ${operation}`);
    return { result, requests: named.join(', ') };
  } finally {
    unsubscribe('http.client.request.start', count);
  }
}
