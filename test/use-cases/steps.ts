import * as v from 'valibot';
import { expect } from 'vitest';
import { type Activation, isFinal } from '#shared/domain/activation';
import { type Actor, AuditEvent, sweeper } from '#shared/domain/audit-event';
import type { Principal } from '#shared/domain/principal';
import type { Session } from '#shared/domain/request-rules';
import type { RoleSettings } from '#shared/domain/role-settings';
import type { Caller } from '#shared/use-cases/caller';
import { castVote } from '#shared/use-cases/cast-vote';
import { grantAccess } from '#shared/use-cases/grant-access';
import { requestActivations } from '#shared/use-cases/request-activations';
import { type MailEvent, tellPeople } from '#shared/use-cases/tell-people';
import { ada, approval, EXCHANGE, foundOrganization, grace } from '#test/support/found-organization';
import type { OpenWorld } from '#test/support/use-worlds';
import type { World } from '#test/support/world';

export const WHY = { justification: 'Finance receives no mail' };
export const BACKGROUND = { ip: '192.0.2.1', userAgent: 'test' };

/** Somebody who signed in with a second factor just now, unless the session says otherwise. */
export async function callerOf(world: World, person: Principal, session?: Session): Promise<Caller> {
  const view = await world.principals.view(person.id);
  if (!view) throw new Error(`${person.id} is not in this world.`);
  return { view, session: session ?? { mfa: true, authenticatedAt: world.now() }, origin: BACKGROUND };
}

type Wanted = Partial<Parameters<typeof requestActivations>[0]['items'][number]>;

/** Asks for Exchange; answers the activation as it is stored. @throws Refusal */
export async function ask(world: World, wanted: Wanted = {}, person: Principal = ada): Promise<Activation> {
  const request = { items: [{ roleId: EXCHANGE, ...wanted }], ...WHY };
  const [result] = await requestActivations(request, await callerOf(world, person), world);
  if (result && 'refusal' in result) throw result.refusal;
  return stored(world, result?.activation.id ?? '');
}

export async function stored(world: World, id: string): Promise<Activation> {
  const activation = await world.activations.find(id);
  if (!activation) throw new Error(`${id} is not stored.`);
  return activation;
}

/** Votes in a session, with a reason. */
export function vote(world: World, id: string, voter: Principal = grace, decision: 'approve' | 'deny' = 'approve') {
  return castVote({ activationId: id, voterId: voter.id, decision, justification: 'ok', assurance: 'session' }, world);
}

/** The workflow asks to give the access, at the time it is now. */
export function grant(world: World, { id, generation }: Activation, taskToken = `hold-${id}`): Promise<void> {
  return grantAccess({ activationId: id, generation, taskToken, heldSince: world.now() }, world);
}

/** A world in which ada needs nobody's approval. */
export async function worldWithoutApproval(open: OpenWorld, settings: Partial<RoleSettings> = {}): Promise<World> {
  return foundOrganization(await open(), { ...approval({ required: false }), ...settings });
}

/** Asks for Exchange, where nobody is asked, and gives it. */
export async function activate(world: World, wanted: Wanted = {}, person: Principal = ada): Promise<Activation> {
  const approved = await ask(world, wanted, person);
  await grant(world, approved);
  return stored(world, approved.id);
}

/** What an attempt is refused with; it must have left everything as it was (I20). */
export async function refusalOf(world: World, attempt: () => Promise<unknown>): Promise<unknown> {
  const before = await withoutAttempts(world);
  const outcome = await attempt().then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  expect(await withoutAttempts(world)).toEqual(before);
  expect(outcome).toHaveProperty('error');
  return 'error' in outcome ? outcome.error : undefined;
}

/** The table, but for what the audit notes of refused links, and where in its chain the next note goes. */
async function withoutAttempts(world: World): Promise<Record<string, unknown>[]> {
  const rows = (await world.exportTable()).filter(({ type }) => type !== 'link.refused');
  return rows.map((row) => (row.entity === 'link' ? { ...row, events: undefined } : row));
}

export async function eventsOf(world: World, id: string): Promise<string[]> {
  return (await world.activations.listEvents(id)).map(({ type }) => type.replace('activation.', ''));
}

const movesTo: Readonly<Record<string, Activation['status']>> = {
  approved: 'approved',
  denied: 'denied',
  timed_out: 'timed_out',
  cancelled: 'cancelled',
  provisioning: 'provisioning',
  activated: 'active',
  revoking: 'revoking',
  ended: 'ended',
};

/** One story: events numbered without gaps, the newest status event is the status, locked exactly while open (I12, I13). */
export async function expectSound(world: World, id: string): Promise<Activation> {
  const activation = await stored(world, id);
  const events = await world.activations.listEvents(id);
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: activation.revision }, (_, at) => at + 1));
  const moves = events.flatMap(({ type }) => movesTo[type.replace('activation.', '')] ?? []);
  expect(moves.at(-1) ?? activation.status).toBe(activation.status);
  // An attempt to grant may be repeated by a retry; no other move happens twice.
  const distinct = moves.filter((status, at) => status !== 'provisioning' || moves[at - 1] !== status);
  expect(new Set(distinct).size).toBe(distinct.length);
  const open = (await world.principals.view(activation.requester.id))?.open.filter((one) => one.activationId === id);
  expect(open?.map(({ status }) => status)).toEqual(isFinal(activation) ? [] : [activation.status]);
  return activation;
}

/** Reminds the approvers who have not answered, as sweeper and stream would. */
export async function remind(world: World, id: string): Promise<void> {
  const pending = await stored(world, id);
  const next = { ...pending, revision: pending.revision + 1 };
  await world.activations.replace(next, pending, { type: 'activation.approval_reminded', actor: sweeper, details: {} });
  await tell(world, 'activation.approval_reminded');
}

/** Tells people about the newest event of a type, as the stream would. */
export async function tell(world: World, type: MailEvent['type']): Promise<number> {
  return tellPeople(await newestEvent(world, type), world);
}

/** Tells people about something that no use case of the test has written. */
export function tellOf(
  world: World,
  type: MailEvent['type'],
  subject: MailEvent['subject'],
  details: Record<string, unknown>,
  actor: Actor = grace,
): Promise<number> {
  const event = { id: world.newId('event'), at: world.now(), seq: 1, type, subject, details, prev: '' };
  return tellPeople({ ...event, actor: { id: actor.id, displayName: actor.displayName } }, world);
}

export async function newestEvent(world: World, type: MailEvent['type']): Promise<MailEvent> {
  const items = (await world.exportTable()).filter((item) => item.entity === 'event' && item.type === type);
  const events = items.map((item) => v.parse(AuditEvent, item)).sort((a, b) => (a.id < b.id ? 1 : -1));
  const [newest] = events;
  if (!newest) throw new Error(`Nothing of the kind ${type} has happened.`);
  return { ...newest, type };
}
