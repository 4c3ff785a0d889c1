import { afterEach, describe, expect, it, vi } from 'vitest';
import { Refusal } from '#shared/domain/refusal';
import { apiFunction } from '#shared/http/api';
import { reportRoutes } from '#shared/http/routes/reports';
import { callFunction, claimsOf, gatewayEvent, ORIGIN } from './gateway-event.ts';
import { callerPorts, functionServing } from './served.ts';

const ada = { claims: claimsOf('prn_ada', { amr: ['pwd', 'mfa'], auth_time: 1_795_348_200 }) };
afterEach(() => {
  vi.restoreAllMocks();
});

describe('a handler', () => {
  it('learns who calls, how they signed in and where from, and what was asked', async () => {
    const serve = vi.fn((_request: unknown) => ({ status: 200 }));
    const call = { ...ada, path: { id: 'act_1' }, headers: { 'x-request': 'yes' } };

    await callFunction(functionServing('self-service', serve), gatewayEvent('getActivation', call));

    expect(serve.mock.calls[0]?.[0]).toMatchObject({
      caller: {
        view: { principal: { id: 'prn_ada' } },
        session: { mfa: true, authenticatedAt: '2026-11-22T11:50:00.000Z' },
        origin: { ip: '192.0.2.1', userAgent: 'test' },
      },
      path: { id: 'act_1' },
      method: 'GET',
      headers: { 'x-request': 'yes' },
      url: `${ORIGIN}/v1/activations/{id}`,
    });
  });

  it('gets the query as the route means it, and its own address with it', async () => {
    const serve = vi.fn((_request: unknown) => ({ status: 200 }));
    const call = { ...ada, query: { limit: '7', cursor: 'abc' } };

    await callFunction(functionServing('self-service', serve), gatewayEvent('listMyActivations', call));

    expect(serve.mock.calls[0]?.[0]).toMatchObject({
      query: { limit: 7, cursor: 'abc' },
      url: `${ORIGIN}/v1/me/activations?limit=7&cursor=abc`,
    });
  });

  it('is never asked when nobody is known to have called', async () => {
    const serve = vi.fn(() => ({ status: 200 }));

    await callFunction(
      functionServing('self-service', serve),
      gatewayEvent('getMe', { claims: claimsOf('prn_mallory') }),
    );

    expect(serve).not.toHaveBeenCalled();
  });
});

describe('every answer', () => {
  it.each([
    ['good', 200, () => ({ status: 200, body: { fine: true } })],
    ['refusing', 404, () => Promise.reject(new Refusal('role_not_found'))],
    ['unexpected', 500, () => Promise.reject(new Error('boom'))],
  ])(
    'that is %s is kept out of caches and not guessed at, with the headers of its function',
    async (_, status, serve) => {
      vi.spyOn(console, 'error').mockReturnValue();
      const handler = functionServing('self-service', serve, callerPorts(), { 'x-robots-tag': 'noindex' });

      const answer = await callFunction(handler, gatewayEvent('getMe', ada));

      expect(answer).toMatchObject({
        status,
        headers: {
          'content-type': status === 200 ? 'application/json' : 'application/problem+json',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          'x-robots-tag': 'noindex',
        },
      });
    },
  );

  it('of an outage is 503 with its time to try again; its cause is in the log and nowhere else', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const refusal = new Refusal('table_unreachable', { cause: new Error('arn:aws:dynamodb') });

    const answer = await callFunction(
      functionServing('self-service', () => Promise.reject(refusal)),
      gatewayEvent('getMe', ada),
    );

    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '5' }, body: { code: 'table_unreachable' } });
    expect(answer.text).not.toContain('arn:');
    expect(log.mock.calls).toEqual([[refusal]]);
  });

  it('of a handler that has nothing to say has no body', async () => {
    const answer = await callFunction(
      functionServing('self-service', () => ({ status: 202 })),
      gatewayEvent('getMe', ada),
    );

    expect(answer).toMatchObject({ status: 202, text: '' });
  });
});

describe('what nobody expected', () => {
  const secret = new Error('ConditionalCheckFailed on table pim-prod, key PRINCIPAL#prn_ada');

  it('is a bare 500 that shows nothing of its cause, and is logged once with it', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const handler = functionServing('self-service', () => Promise.reject(secret));

    const answer = await callFunction(handler, gatewayEvent('getMe', ada));

    expect(answer).toMatchObject({ status: 500, body: { status: 500, code: 'unexpected', type: 'about:blank' } });
    expect(answer.text).not.toMatch(/Conditional|pim-prod|PRINCIPAL|at .*\.ts/);
    expect(log.mock.calls).toEqual([[secret]]);
  });

  it.each(['consented', 'identity'])('falls closed when the table cannot be read for the %s', async (what) => {
    vi.spyOn(console, 'error').mockReturnValue();
    const ports = callerPorts();
    const down = () => Promise.reject(secret);
    const failing =
      what === 'identity'
        ? { ...ports, principals: { ...ports.principals, view: down } }
        : { ...ports, onboardings: { ...ports.onboardings, find: down } };
    const fresh = what === 'identity' ? ada : { claims: claimsOf('prn_linus') };
    const serve = vi.fn(() => ({ status: 200 }));
    vi.resetModules();
    const { functionServing: freshFunction } = await import('./served.ts');

    const answer = await callFunction(freshFunction('self-service', serve, failing), gatewayEvent('getMe', fresh));

    expect(answer.status).toBe(500);
    expect(serve).not.toHaveBeenCalled();
  });

  it('includes a route that belongs to another function', async () => {
    vi.spyOn(console, 'error').mockReturnValue();

    const answer = await callFunction(functionServing('reports'), gatewayEvent('getMe', ada));

    expect(answer).toMatchObject({ status: 500, body: { code: 'unexpected' } });
  });

  it('includes a caller asked for in a function that was given nothing to know them by', async () => {
    vi.spyOn(console, 'error').mockReturnValue();
    const serve = vi.fn(() => ({ status: 200 }));
    const handler = apiFunction(reportRoutes, { reportActivations: serve, reportSummary: serve, listAudit: serve });

    const answer = await callFunction(handler, gatewayEvent('reportActivations', ada));

    expect(answer.status).toBe(500);
    expect(serve).not.toHaveBeenCalled();
  });

  it('is not what a refusal is, which is never logged', async () => {
    const log = vi.spyOn(console, 'error').mockReturnValue();
    const handler = functionServing('self-service', () => Promise.reject(new Refusal('role_not_found')));

    await callFunction(handler, gatewayEvent('getMe', ada));

    expect(log).not.toHaveBeenCalled();
  });
});

describe('consent', () => {
  it('is asked for once in the life of a function', async () => {
    const ports = callerPorts();
    const handler = functionServing('self-service', undefined, ports);

    for (const operation of ['getMe', 'listMyRoles', 'getMe'] as const)
      expect((await callFunction(handler, gatewayEvent(operation, ada))).status).toBe(200);

    expect(vi.mocked(ports.onboardings.find).mock.calls.length).toBeLessThanOrEqual(1);
  });
});
