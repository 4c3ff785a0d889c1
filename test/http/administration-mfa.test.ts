import { describe, expect, it } from 'vitest';
import type { Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { type Call, callFunction, claimsOf, gatewayEvent } from './gateway-event.ts';
import { functionServing, goodBodies } from './served.ts';

const all = Object.entries<Route>(routes) as [Operation, Route][];
const changing = all.filter(
  ([, { method, relation }]) =>
    relation === 'administrator' || (method !== 'GET' && ['administrator_or_approver', 'reader'].includes(relation)),
);
const others = all.filter(
  (entry) => !changing.includes(entry) && !['public', 'link', 'workload'].includes(entry[1].relation),
);

function call(operation: Operation, mfa: boolean, asks: 'none' | 'session') {
  const claims = claimsOf('prn_grace', mfa ? { amr: ['pwd', 'mfa'] } : {});
  const given: Call = { claims, body: goodBodies[operation] };
  const serving = functionServing(routes[operation].function, undefined, undefined, undefined, undefined, asks);
  return callFunction(serving, gatewayEvent(operation, given));
}

describe('an administrator who signed in without a second factor', () => {
  it.each(changing)('is challenged before anything is changed: %s', async (operation) => {
    const { status, body, headers } = await call(operation, false, 'session');

    expect([status, body.code]).toEqual([401, 'mfa_required']);
    expect(headers['www-authenticate']).toMatch(/insufficient_user_authentication.*acr_values="urn:lapse:mfa"/);
  });

  it.each(changing)('does so with one, or where the deployment asks for none: %s', async (operation) => {
    for (const answer of [await call(operation, true, 'session'), await call(operation, false, 'none')])
      expect(answer.status).toBe(200);
  });

  it.each(others)('reads, and does for themselves what anybody may: %s', async (operation) => {
    expect((await call(operation, false, 'session')).status).toBe(200);
  });
});
