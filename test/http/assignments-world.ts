import * as v from 'valibot';
import { assignmentHandlers } from '#shared/http/administration/assignments';
import type { assignmentAnswers } from '#shared/http/answers/assignments';
import { goodAnswers } from '#shared/http/openapi/good-answers';
import { type Operation, routes } from '#shared/http/routes';
import { foundOrganization, grace, ISSUER } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';
import { type Call, callFunction, claimsOf, gatewayEvent, type HttpAnswer } from './gateway-event.ts';
import { functionServing } from './served.ts';

export type AssignmentOperation = keyof typeof assignmentAnswers;

/** The routes of assignments over a real organization; every answer that is no problem has the shape that is promised. */
export async function createAdministration(open: OpenWorld) {
  const world = await foundOrganization(await open());
  const handlers = assignmentHandlers(world);
  const serve = (request: unknown, operation: Operation) => {
    // The route table ties each operation to its own request.
    const handle = handlers[operation as AssignmentOperation] as (request: unknown) => Promise<{ status: number }>;
    return handle(request);
  };
  const served = functionServing('administration', serve, world as unknown as Parameters<typeof functionServing>[2]);

  async function ask(operation: AssignmentOperation, call: Call = {}, who = grace.id): Promise<HttpAnswer> {
    const claims = claimsOf(who.replace('prn_', ''), { iss: ISSUER });
    const answer = await callFunction(served, gatewayEvent(operation, { claims, ...call }));
    if (answer.status < 400) expectShape(operation, answer);
    return answer;
  }
  return { world, ask };
}

function expectShape(operation: AssignmentOperation, { status, text, body }: HttpAnswer): void {
  const shape = new Map(goodAnswers(operation, routes[operation])).get(String(status));
  if (!shape) throw new Error(`${operation} promises no ${status}.`);
  v.parse(shape, text === '' ? undefined : body);
}

/** Calls a route that must refuse; it must have left everything as it was (I20). */
export async function refusedBy(
  {
    world,
    ask,
  }: { world: World; ask: (operation: AssignmentOperation, call: Call, who?: string) => Promise<HttpAnswer> },
  operation: AssignmentOperation,
  call: Call,
  who?: string,
) {
  const before = JSON.stringify(await world.exportTable());
  const { status, headers, body } = await ask(operation, call, who);
  const isUnchanged = JSON.stringify(await world.exportTable()) === before;
  const { code, violations } = body;
  const rules = Array.isArray(violations) ? violations.map(({ rule }) => rule) : [];
  return { status, code, rules, isUnchanged, type: headers['content-type'] };
}
