import { describe, expect, it } from 'vitest';
import type { Route } from '#shared/http/route';
import { type Operation, routes } from '#shared/http/routes';
import { claimsOf } from './gateway-event.ts';
import { callerPorts, callRoute, goodBodies } from './served.ts';

const ports = callerPorts();
const beforeConsent = { ...ports, onboardings: { ...ports.onboardings, find: async () => undefined } };
const closed: readonly Route['relation'][] = ['principal', 'reader', 'administrator', 'administrator_or_approver'];

const cells = (Object.keys(routes) as Operation[]).map((operation) => {
  const { relation } = routes[operation];
  return { operation, relation, caller: relation === 'workload' ? 'prn_mailbox' : 'prn_grace' };
});

describe('ONB-1: before anybody consented', () => {
  it.each(cells.filter(({ relation }) => closed.includes(relation)))(
    '$operation is refused even to administrators',
    async ({ operation, caller }) => {
      const call = { claims: claimsOf(caller), body: goodBodies[operation] };

      const answer = await callRoute(operation, call, beforeConsent);

      expect(answer).toMatchObject({ status: 403, body: { code: 'not_onboarded' } });
    },
  );

  it('a stranger learns no more than an administrator', async () => {
    const answer = await callRoute('getMe', { claims: claimsOf('prn_mallory') }, beforeConsent);

    expect(answer.body.code).toBe('not_onboarded');
  });

  it.each(cells.filter(({ relation }) => !closed.includes(relation)))(
    '$operation is served all the same',
    async ({ operation, caller }) => {
      const call = { claims: claimsOf(caller), body: goodBodies[operation] };

      expect((await callRoute(operation, call, beforeConsent)).status).toBe(200);
    },
  );
});
