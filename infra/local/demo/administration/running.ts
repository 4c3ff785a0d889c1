import * as v from 'valibot';
import { instantInWords } from '#shared/mail/instant-in-words';
import { ada, adaWithMfa, alanSignedIn, graceSignedIn, margaret, margaretWithMfa } from '../actors.ts';
import { EXCHANGE } from '../ask-for-access.ts';
import { activation, refusal } from '../expectations.ts';
import { awaitActive, awaitEnded } from '../hold-access.ts';
import type { Stage } from '../stage.ts';
import { answered } from './answered.ts';
import { remove } from './assigning.ts';
import { type Cast, ROLE_NAME } from './cast.ts';

const Taken = v.object({ roleId: v.string(), outcome: v.string(), activation: v.object({ id: v.string() }) });
const Two = v.object({ results: v.tuple([Taken, Taken]) });
const One = v.object({ results: v.tuple([Taken]) });

/** Two roles in one call; one is extended, and then revoked by an administrator. */
export async function activateTwo(stage: Stage, { role }: Cast): Promise<void> {
  const body = {
    items: [{ roleId: role, durationMinutes: 60 }, { roleId: EXCHANGE }],
    justification: 'Moving mailboxes to the new database',
    ticket: { number: 'CHG-7' },
  };
  const { results } = await stage.ask(
    { by: adaWithMfa, method: 'POST', path: '/v1/activations', body, gist: 'two roles, one justification' },
    answered(200, Two, (told) => told.results.map(({ roleId, outcome }) => `${roleId}: ${outcome}`)),
  );
  const [database, exchange] = results.map((result) => result.activation.id);
  await awaitActive(stage, ada, database ?? '');
  await extend(stage, database ?? '');
  await stage.ask({ by: ada, method: 'POST', path: `/v1/activations/${exchange}/cancel` }, activation('cancelled'));
  await revoke(stage, database ?? '');
}

async function extend(stage: Stage, id: string): Promise<void> {
  const path = `/v1/activations/${id}/extend`;
  const wish = (additionalMinutes: number) => ({ additionalMinutes, justification: 'Slower than planned' });
  await stage.ask(
    { by: adaWithMfa, method: 'POST', path, body: wish(180), gist: '3 hours more' },
    refusal(422, 'duration_too_long'),
  );
  await stage.ask(
    { by: adaWithMfa, method: 'POST', path, body: wish(30), gist: '30 minutes more' },
    answered(200, v.object({ endsAt: v.string() }), ({ endsAt }) => [`valid until ${instantInWords(endsAt)}`]),
  );
}

async function revoke(stage: Stage, id: string): Promise<void> {
  const body = { reason: 'Freeze of all changes' };
  const path = `/v1/activations/${id}/revoke`;
  await stage.ask(
    { by: graceSignedIn, method: 'POST', path, body, gist: `“${body.reason}”` },
    activation('revoking', 'revoked'),
  );
  await awaitEnded(stage, ada, id, 'revoked');
}

/** An activation never outlives its eligibility. */
export async function loseEligibility(stage: Stage, { role }: Cast, assignmentId: string): Promise<void> {
  const body = { items: [{ roleId: role, durationMinutes: 60 }], justification: 'Once more' };
  const id = await askForOne(stage, adaWithMfa, body, 'through the Database team');
  await awaitActive(stage, ada, id);
  await remove(stage, assignmentId, 'the Database team is no longer eligible');
  await awaitEnded(stage, ada, id, 'revoked');
}

/** In an emergency margaret needs nobody's yes; everybody hears of it, and somebody else signs it off. */
export async function breakGlass(stage: Stage, { role }: Cast): Promise<void> {
  const body = { items: [{ roleId: role, breakGlass: true, durationMinutes: 20 }], justification: 'Payments are down' };
  const id = await askForOne(stage, margaretWithMfa, body, 'break-glass');
  await stage.receive(`Break-glass: ${ROLE_NAME} by Margaret Hamilton`, ['grace@example.test', 'alan@example.test']);
  await awaitActive(stage, margaret, id);
  const path = `/v1/activations/${id}`;
  await stage.ask({ by: margaret, method: 'POST', path: `${path}/deactivate` }, activation('revoking'));
  await awaitEnded(stage, margaret, id, 'deactivated');
  await stage.ask(
    { by: alanSignedIn, method: 'POST', path: `${path}/review`, body: { justification: 'Outage INC-9, seen' } },
    answered(200, v.object({ breakGlass: v.object({ review: v.literal('signed') }) }), () => ['review: signed']),
  );
}

async function askForOne(stage: Stage, by: typeof adaWithMfa, body: object, gist: string): Promise<string> {
  const { results } = await stage.ask(
    { by, method: 'POST', path: '/v1/activations', body, gist },
    answered(201, One, ({ results: [{ outcome }] }) => [outcome]),
  );
  return results[0].activation.id;
}
