import * as v from 'valibot';
import { expect } from 'vitest';
import { principalHandlers } from '#shared/http/administration/principals';
import { principalAnswers } from '#shared/http/answers/principals';
import { apiFunction, type Handlers } from '#shared/http/api';
import { administrationRoutes } from '#shared/http/routes/administration';
import { ISSUER } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { type Call, callFunction, claimsOf, gatewayEvent, type HttpAnswer } from './gateway-event.ts';

export type PrincipalOperation = keyof typeof principalAnswers;

export const barbara = { kind: 'user', displayName: 'Barbara', email: 'barbara@example.test' };
export const identity = { issuer: 'https://partner.example/', subject: '7' };

/** Asks the real routes over the real stores, as grace when nobody else is named; a success has exactly the shape that is promised. */
export async function callPrincipals(world: World, operation: PrincipalOperation, request: Call): Promise<HttpAnswer> {
  const handlers = principalHandlers(world) as unknown as Handlers<'administration'>;
  const event = gatewayEvent(operation, { claims: claimsOf('grace', { iss: ISSUER }), ...request });
  const answer = await callFunction(apiFunction(administrationRoutes, handlers, world), event);
  const promised = Object.entries(principalAnswers[operation]).find(
    ([status]) => Number(status) === answer.status,
  )?.[1];
  if (answer.status < 400) expect(v.safeParse(promised ?? v.never(), answer.body).issues).toBeUndefined();
  return answer;
}
