import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { callFunction, claimsOf, gatewayEvent } from './gateway-event.ts';
import { functionServing } from './served.ts';

const SECRET = 'between-edge-and-api';
const ada = claimsOf('prn_ada', { amr: ['mfa'], auth_time: 1_795_348_200 });
const serve = vi.fn((_request: unknown) => ({ status: 200 }));

const call = (
  operation: 'getMe' | 'getHealth' | 'previewDecision',
  headers: Record<string, string>,
  secret = SECRET,
) => {
  const name = { getMe: 'self-service', getHealth: 'decision-links', previewDecision: 'decision-links' } as const;
  const body = operation === 'previewDecision' ? { body: { token: 'a.b.c' } } : {};
  const claims = operation === 'getMe' ? { claims: ada } : {};
  const event = gatewayEvent(operation, { ...claims, ...body, headers });
  return callFunction(functionServing(name[operation], serve, undefined, {}, secret), event);
};

describe('a function behind a firewall', () => {
  beforeEach(() => serve.mockClear());
  afterEach(() => vi.unstubAllEnvs());

  it.each([
    ['getMe', 'without the secret', {}],
    ['getMe', 'with another', { 'x-lapse-edge': 'between-edge-and-apo' }],
    ['getMe', 'with a part of it', { 'x-lapse-edge': 'between-edge' }],
    ['getMe', 'with an empty one', { 'x-lapse-edge': '' }],
    ['getHealth', 'without the secret, though it is public', {}],
    ['previewDecision', 'without the secret, though it has a link', {}],
  ] as const)('refuses %s %s, before anything is looked at', async (operation, _, headers) => {
    expect(await call(operation, headers)).toMatchObject({ status: 403, body: { code: 'not_through_edge' } });
    expect(serve).not.toHaveBeenCalled();
  });

  it.each(['getMe', 'getHealth', 'previewDecision'] as const)('answers %s when it came through', async (operation) => {
    expect(await call(operation, { 'x-lapse-edge': SECRET })).toMatchObject({ status: 200 });
  });

  it.each([
    ['198.51.100.7:46532', '198.51.100.7'],
    ['2001:db8::7:46532', '2001:db8::7'],
    ['[2001:db8::7]:46532', '2001:db8::7'],
  ])('knows a caller at %s by the address the distribution saw', async (seen, ip) => {
    await call('getMe', { 'x-lapse-edge': SECRET, 'cloudfront-viewer-address': seen });

    expect(serve.mock.calls[0]?.[0]).toMatchObject({ caller: { origin: { ip } } });
  });
});

describe('a function nothing stands before', () => {
  it('believes no address a caller claims to have', async () => {
    serve.mockClear();
    await call('getMe', { 'cloudfront-viewer-address': '198.51.100.7:1' }, '');

    expect(serve.mock.calls[0]?.[0]).toMatchObject({ caller: { origin: { ip: '192.0.2.1' } } });
  });
});
