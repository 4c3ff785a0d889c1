import * as v from 'valibot';
import { hashInvitationCode, newInvitationCode } from '#shared/decision-tokens/invitation-codes';
import { AuditEvent } from '#shared/domain/audit-event';
import { invitationExpiry } from '#shared/domain/invitation';
import type { PrincipalChange } from '#shared/domain/principal-change';
import type { EndingCause } from '#shared/domain/right-ending';
import { changePrincipal } from '#shared/use-cases/change-principal';
import { grace } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { callerOf } from './steps.ts';

/** An administrator changes a principal. */
export async function change(world: World, id: string, changes: PrincipalChange, by = grace) {
  return (await changePrincipal(id, changes, await callerOf(world, by), world)).principal;
}

/** Every event of a principal or group, oldest first; its chain has no gap and ends at its revision. */
export async function chainOf(world: World, id: string): Promise<AuditEvent[]> {
  const items = (await world.exportTable()).filter(
    ({ entity, subject }) => entity === 'event' && Object(subject).id === id,
  );
  const events = items.map((item) => v.parse(AuditEvent, item)).sort((a, b) => a.seq - b.seq);
  const { revision } = (await world.principals.find(id)) ?? { revision: 0 };
  const places = events.map(({ seq }) => seq);
  if (places.some((seq, at) => seq !== at + 1) || places.length !== revision)
    throw new Error(`The chain of ${id} at revision ${revision} has the places ${places}.`);
  return events;
}

/** Draws the code of somebody's newest invitation and keeps its hash, as the function that mails it does; answers the code. */
export async function mailCode(world: World, principalId: string, email: string): Promise<string> {
  const invited = (await chainOf(world, principalId)).filter(({ type }) => type === 'principal.invited').at(-1);
  const code = newInvitationCode(principalId, world.randomText);
  const invitation = {
    principalId,
    number: Number(invited?.details.invitation),
    hash: hashInvitationCode(code),
    endsAt: invitationExpiry(invited?.at ?? ''),
  };
  if (!(await world.invitations.keep(invitation, email))) throw new Error(`The code of ${principalId} is not kept.`);
  return code;
}

/** Which rights were taken away so far, in the order they were. */
export async function causesOfEndings(world: World): Promise<EndingCause[]> {
  const items = (await world.exportTable()).filter(({ entity }) => entity === 'ending');
  return items.map((item) => Object(item).cause);
}
