import { systemActors } from '#shared/domain/audit-event';
import { evaluateJoining } from '#shared/domain/group-member';
import { evaluateNewPrincipal, type NewPrincipal } from '#shared/domain/new-principal';
import type { Principal } from '#shared/domain/principal';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import type { EventDraft, Ports } from '#shared/ports';
import { addressedBy } from './addressed-by.ts';
import { actorOf, type Caller } from './caller.ts';
import type { ChangedPrincipal } from './change-principal.ts';
import { findNamed } from './named-members.ts';
import { judgePersonLink } from './person-link.ts';

type Needs = Pick<Ports, 'principals' | 'principalRecords' | 'newId' | 'now'>;

/**
 * Adds a user, guest, group (with its first members) or workload.
 *
 * @throws Refusal principal_exists | identity_taken, or all broken rules at once
 */
export async function createPrincipal(wanted: NewPrincipal, caller: Caller, needs: Needs): Promise<ChangedPrincipal> {
  const { id = needs.newId('principal'), members = [], enabled = true, ...fields } = wanted;
  const addressed = fields.email === undefined ? {} : addressedBy(caller, needs);
  const principal: Principal = { ...fields, ...addressed, id, enabled, revision: members.length > 0 ? 2 : 1 };
  const named = await findNamed('members', members, principal, needs);
  refuseIfBroken([...evaluateNewPrincipal(wanted), ...evaluateJoining(named)]);
  const warnings = await judgePersonLink(principal, needs);
  if (systemActors.some((actor) => actor.id === id)) throw new Refusal('principal_exists');

  const added = [...new Set(members)];
  await needs.principalRecords.add(principal, { added, events: eventsOf(principal, added, caller) });
  return { principal, warnings };
}

function eventsOf({ id, displayName, ...principal }: Principal, added: readonly string[], caller: Caller) {
  const actor = actorOf(caller);
  const { enabled, revision: _place, addressedBy: _actor, ...facts } = principal;
  const switched = enabled ? {} : { enabled };
  const events: EventDraft[] = [{ type: 'principal.added', actor, details: { displayName, ...facts, ...switched } }];
  if (added.length === 0) return events;
  const details = { groupId: id, groupName: displayName, principalIds: added };
  return [...events, { type: 'group.member_added' as const, actor, details }];
}
