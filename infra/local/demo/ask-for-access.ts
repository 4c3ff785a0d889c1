import * as v from 'valibot';
import { durationInWords } from '#shared/domain/duration-in-words';
import { instantInWords } from '#shared/mail/instant-in-words';
import { type Actor, ada, adaWithMfa, exchange } from './actors.ts';
import { accepted, refusal } from './expectations.ts';
import type { Stage, StageRequest } from './stage.ts';

export const EXCHANGE = 'exchange-administrator';

/** The protected application asks whether ada may use the role, and is told so. */
export async function evaluateAda(stage: Stage, decision: boolean): Promise<void> {
  const body = v.object({
    decision: v.literal(decision),
    context: v.object({ reason: v.string(), validUntil: v.optional(v.string()) }),
  });
  const question = {
    subject: { type: 'user', id: 'ada' },
    action: { name: 'use' },
    resource: { type: 'role', id: EXCHANGE, properties: { resourceId: '/' } },
  };
  const gist = `may ada use ${EXCHANGE}?`;
  await stage.ask(
    { by: exchange, method: 'POST', path: '/access/v1/evaluation', body: question, gist },
    {
      status: 200,
      body,
      telling: ({ context: { reason, validUntil } }) => [
        `decision: ${decision} (${reason}${validUntil ? `, valid until ${instantInWords(validUntil)}` : ''})`,
      ],
    },
  );
}

/** What the person sees of one role in their list of roles. */
export async function seeMyRole(stage: Stage, by: Actor, roleId: string, status: string): Promise<void> {
  const Role = v.object({ roleId: v.string(), roleName: v.string(), status: v.string() });
  const isThere = (roles: v.InferOutput<typeof Role>[]) =>
    roles.some((role) => role.roleId === roleId && role.status === status);
  const body = v.object({ items: v.pipe(v.array(Role), v.check(isThere, `${roleId} is not ${status} there`)) });
  await stage.ask(
    { by, method: 'GET', path: '/v1/me/roles' },
    { status: 200, body, telling: ({ items }) => items.map((role) => `${role.roleName}: ${role.status}`) },
  );
}

/** Every broken rule is named at once. */
export async function askCarelessly(stage: Stage): Promise<void> {
  await stage.ask(
    activating(ada, EXCHANGE, { durationMinutes: 6000, justification: 'Let me in' }),
    refusal(401, 'mfa_required'),
  );
}

export interface Wish {
  readonly durationMinutes: number;
  readonly justification: string;
  readonly ticket?: string;
  /** ISO 8601 UTC; at once when absent. */
  readonly startsAt?: string;
}

/** Somebody asks for a role and the request is taken; returns the id of the activation. */
export async function askForRole(
  stage: Stage,
  by: Actor,
  roleId: string,
  wish: Wish,
  outcome: Parameters<typeof accepted>[0],
): Promise<string> {
  const { results } = await stage.ask(activating(by, roleId, wish), accepted(outcome));
  return results[0].activation.id;
}

/** One open activation of a role is all there may be. */
export async function askTwice(stage: Stage, wish: Wish): Promise<void> {
  await stage.ask(activating(adaWithMfa, EXCHANGE, wish), refusal(409, 'already_open'));
}

function activating(by: Actor, roleId: string, wish: Wish): StageRequest {
  const { durationMinutes, justification, ticket, startsAt } = wish;
  const item = { roleId, durationMinutes, ...(startsAt && { startsAt }) };
  const gist = [
    durationInWords(durationMinutes),
    startsAt ? `from ${instantInWords(startsAt)}` : '',
    ticket ?? '',
    `“${justification}”`,
  ];
  const body = { items: [item], justification, ...(ticket && { ticket: { number: ticket } }) };
  return { by, method: 'POST', path: '/v1/activations', body, gist: gist.filter(Boolean).join(', ') };
}
