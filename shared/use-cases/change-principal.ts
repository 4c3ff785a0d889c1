import { warnOfReturn } from '#shared/domain/gained-access';
import { evaluateJoining, evaluateLeaving } from '#shared/domain/group-member';
import { isSamePerson } from '#shared/domain/person';
import type { PrincipalWarning } from '#shared/domain/person-link';
import type { Principal } from '#shared/domain/principal';
import { changedFields, evaluatePrincipalChange, type PrincipalChange } from '#shared/domain/principal-change';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import type { EndingCause } from '#shared/domain/right-ending';
import type { EventDraft, Ports } from '#shared/ports';
import { addressedBy } from './addressed-by.ts';
import { actorOf, type Caller } from './caller.ts';
import { approversJoin } from './changed-approvers.ts';
import { whateverThereIs } from './expectation.ts';
import { findAccounts } from './find-accounts.ts';
import { findRights } from './find-rights.ts';
import { findNamed } from './named-members.ts';
import { approverReach, withdrawOwnRequests } from './own-requests.ts';
import { judgePersonLink } from './person-link.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'roles' | 'principals' | 'principalRecords' | 'removals' | 'newId' | 'now'>;

/** A principal as it is from now on, and what deserves a second look. */
export interface ChangedPrincipal {
  readonly principal: Principal;
  readonly warnings: readonly PrincipalWarning[];
}

/**
 * Changes what is known of a principal, who belongs to a group, or whether the account works at all. Everything in one
 * transaction, one event for each kind of change; a change to what is so already is none. What rested on a membership
 * or an account that is gone ends at once (ASG-4).
 *
 * @throws Refusal principal_not_found | group_in_settings | version_outdated | own_person | last_administrator | busy, or all broken rules at once
 */
export function changePrincipal(
  id: string,
  change: PrincipalChange,
  caller: Caller,
  needs: Needs,
  expectation = whateverThereIs,
): Promise<ChangedPrincipal> {
  return retryWhenStale(async () => {
    const before = await needs.principals.find(id);
    if (!before) throw new Refusal('principal_not_found');
    expectation(before);
    return changeOnce(before, change, caller, needs);
  });
}

async function changeOnce(
  before: Principal,
  change: PrincipalChange,
  caller: Caller,
  needs: Needs,
): Promise<ChangedPrincipal> {
  await refuseOwnPerson(before, change, caller, needs);
  await refuseIfNotAllowed(before, change, needs);

  const fields = changedFields(before, change);
  const linked = fields.personId === undefined ? [] : await judgePersonLink({ ...before, ...fields }, needs);
  const enabled = change.enabled ?? before.enabled;
  const returned = enabled && !before.enabled ? warnOfReturn(before, await findRights(before.id, needs)) : [];
  const warnings = [...linked, ...returned];
  const moves = await membersMoving(before, change, needs);
  const events = eventsOf(before, { fields, enabled, ...moves }, caller);
  if (events.length === 0) return { principal: before, warnings };
  const addressed = fields.email === undefined ? {} : addressedBy(caller, needs);
  if (decidesWhoApproves(before, { fields, enabled, ...moves }))
    await withdrawOwnRequests(() => approverReach(before.id, needs), caller, needs);
  const next = { ...before, ...fields, ...addressed, enabled, revision: before.revision + events.length };
  const changed = { fields, enabled, ...moves };
  const joining = bringsApprovers(before, changed) ? [await approversJoin(before.id, needs)] : [];
  const causes = [...causesOf(next, before, moves.removed), ...joining];
  const ending = { actor: actorOf(caller), at: needs.now(), pages: 0 };
  const endings = causes.map((cause) => ({ ...ending, id: needs.newId('ending'), cause }));
  await needs.principalRecords.change(next, before, { events, ...moves, endings });
  return { principal: next, warnings };
}

/** Whoever could say that a second account is somebody else's could approve their own requests with it (T-52). */
async function refuseOwnPerson(before: Principal, { personId }: PrincipalChange, { view }: Caller, needs: Needs) {
  if (personId === undefined || personId === before.personId) return;
  const accounts = await findAccounts({ current: [before, view.principal] }, needs);
  if (isSamePerson(before, view.principal, accounts)) throw new Refusal('own_person');
}

async function refuseIfNotAllowed(before: Principal, change: PrincipalChange, needs: Needs): Promise<void> {
  const [joining, leaving] = await Promise.all([
    findNamed('addMembers', change.addMembers ?? [], before, needs),
    findNamed('removeMembers', change.removeMembers ?? [], before, needs),
  ]);
  refuseIfBroken([
    ...evaluatePrincipalChange(before, change),
    ...evaluateJoining(joining),
    ...evaluateLeaving(leaving),
  ]);
  if (change.archived && !before.archived) await refuseIfInSettings(before, needs);
}

/** Whom nobody sees must not stand in rules. Settings cannot name the group anew: it is disabled, which they refuse. */
async function refuseIfInSettings({ id, kind }: Principal, { removals }: Needs): Promise<void> {
  const naming = kind === 'group' ? await removals.findSettingsNaming(id) : undefined;
  if (!naming) return;
  const where = `${naming.roleId} at ${naming.resourceId}`;
  throw new Refusal('group_in_settings', { violations: [violation('archived', 'group_in_settings', where)] });
}

interface Moves {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Of those named, the ones for whom something changes, each once. */
async function membersMoving({ id }: Principal, change: PrincipalChange, { principalRecords }: Needs): Promise<Moves> {
  const joining = [...new Set(change.addMembers)];
  const leaving = [...new Set(change.removeMembers)];
  const members = new Set(await principalRecords.findMembers(id, [...joining, ...leaving]));
  return {
    added: joining.filter((member) => !members.has(member)),
    removed: leaving.filter((member) => members.has(member)),
  };
}

interface Changed extends Moves {
  readonly fields: ReturnType<typeof changedFields>;
  readonly enabled: boolean;
}

/** Names and addresses do not. */
function decidesWhoApproves(before: Principal, { fields, enabled, added, removed }: Changed): boolean {
  return fields.personId !== undefined || enabled !== before.enabled || added.length > 0 || removed.length > 0;
}

/** Whoever leaves is not asked anew. */
function bringsApprovers(before: Principal, { fields, enabled, added }: Changed): boolean {
  return fields.personId !== undefined || (enabled && !before.enabled) || added.length > 0;
}

function eventsOf(before: Principal, { fields, enabled, added, removed }: Changed, caller: Caller): EventDraft[] {
  const actor = actorOf(caller);
  const { id: groupId, displayName: groupName, kind } = { ...before, ...fields };
  const draft = (type: EventDraft['type'], details: EventDraft['details']): EventDraft => ({ type, actor, details });
  return [
    ...(Object.keys(fields).length > 0 ? [draft('principal.changed', fields)] : []),
    ...(added.length > 0 ? [draft('group.member_added', { groupId, groupName, principalIds: added })] : []),
    ...(removed.length > 0 ? [draft('group.member_removed', { groupId, groupName, principalIds: removed })] : []),
    ...(enabled === before.enabled ? [] : [draft(enabled ? 'principal.enabled' : 'principal.disabled', { kind })]),
  ];
}

function causesOf(next: Principal, before: Principal, removed: readonly string[]): EndingCause[] {
  const { id, kind } = next;
  return [
    ...removed.map((principalId) => ({ reason: 'membership_gone' as const, groupId: id, principalId })),
    ...(before.enabled && !next.enabled ? [{ reason: 'principal_disabled' as const, principalId: id, kind }] : []),
  ];
}
