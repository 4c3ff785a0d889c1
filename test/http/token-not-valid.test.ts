import { describe, expect, it, vi } from 'vitest';
import type { Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { type Call, callFunction, claimsOf, gatewayEvent } from './gateway-event.ts';
import { callerPorts, functionServing, goodBodies } from './served.ts';

const closed = (Object.keys(routes) as Operation[]).filter((operation) => {
  const { relation }: Route = routes[operation];
  return relation !== 'public' && relation !== 'link';
});
const refused = { refused: 'invalid_token' };

/** Somebody each route would serve, had the authorizer vouched for them. */
function goodCall(operation: Operation): Call & { readonly claims: ReturnType<typeof claimsOf> } {
  const claims = claimsOf(routes[operation].relation === 'workload' ? 'prn_mailbox' : 'prn_grace');
  return { claims, headers: { 'idempotency-key': 'key-1' }, body: goodBodies[operation] };
}

/** Calls a route with the context our authorizer gives, and tells what of the table was asked, and whether a handler ran. */
async function callWith(context: object, operation: Operation, call: Call) {
  const asked: string[] = [];
  const serve = vi.fn(() => ({ status: 200 }));
  const ports = Object.fromEntries(
    Object.entries(callerPorts()).map(([name, port]) => [name, name === 'now' ? port : noting(name, port, asked)]),
  ) as unknown as ReturnType<typeof callerPorts>;
  const event = gatewayEvent(operation, call);
  const requestContext = { ...event.requestContext, authorizer: { lambda: context } } as never;
  const handler = functionServing(routes[operation].function, serve, ports);
  return { answer: await callFunction(handler, { ...event, requestContext }), asked, ran: serve.mock.calls.length };
}

/** The port as it is, with a note of everything that is taken from it. */
function noting<T extends object>(name: string, port: T, asked: string[]): T {
  const get = (target: T, method: string | symbol) => {
    asked.push(`${name}.${String(method)}`);
    return Reflect.get(target, method);
  };
  return new Proxy(port, { get });
}

describe('a token our authorizer lets through as nobody', () => {
  const unauthenticated = {
    status: 401,
    headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer error="invalid_token"' },
    body: { status: 401, code: 'token_not_valid' },
  };

  it.each(closed)('is refused by %s before anything is read or done', async (operation) => {
    const { answer, asked, ran } = await callWith(refused, operation, goodCall(operation));

    expect(answer).toMatchObject(unauthenticated);
    expect([asked, ran]).toEqual([[], 0]);
  });

  it.each(closed)('is refused by %s whatever else is wrong', async (operation) => {
    const call = { ...goodCall(operation), headers: { origin: 'https://evil.example' }, body: '{', query: { x: '1' } };

    expect((await callWith(refused, operation, call)).answer).toMatchObject(unauthenticated);
  });

  it.each(closed)('is refused by %s also when somebody is named beside', async (operation) => {
    const call = goodCall(operation);
    const { iss, sub, exp } = call.claims;

    const { answer, ran } = await callWith({ ...refused, iss, sub, exp: String(exp) }, operation, call);

    expect([answer.status, ran]).toEqual([401, 0]);
  });

  it.each(closed)('would be served by %s, were it good', async (operation) => {
    const call = goodCall(operation);
    const { iss, sub, exp } = call.claims;

    const { answer, ran } = await callWith({ iss, sub, exp: String(exp) }, operation, call);

    expect([answer.status, ran]).toEqual([200, 1]);
  });
});
