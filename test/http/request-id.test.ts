import { describe, expect, it } from 'vitest';
import { Refusal } from '#shared/domain/refusal';
import { callFunction, claimsOf, gatewayEvent } from './gateway-event.ts';
import { functionServing } from './served.ts';

const ada = { claims: claimsOf('prn_ada') };

describe('an answer', () => {
  it.each([
    ['good', () => ({ status: 200 })],
    ['refusing', () => Promise.reject(new Refusal('role_not_found'))],
  ])('repeats how the caller named the request when it is %s', async (_, serve) => {
    const call = { ...ada, headers: { 'x-request-id': 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716' } };

    const answer = await callFunction(functionServing('self-service', serve), gatewayEvent('getMe', call));

    expect(answer.headers['x-request-id']).toBe('bfe9eb29-ab87-4ca3-be83-a1d5d8305716');
  });

  it.each(['x'.repeat(129), 'a b', 'a\r\nset-cookie: x', 'é', ''])('repeats no odd name: %j', async (id) => {
    const call = { ...ada, headers: { 'x-request-id': id } };

    const answer = await callFunction(functionServing('self-service'), gatewayEvent('getMe', call));

    expect(answer.headers).not.toHaveProperty('x-request-id');
  });
});
