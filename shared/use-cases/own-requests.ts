import type { Activation } from '#shared/domain/activation';
import type { Assignment } from '#shared/domain/assignment';
import { cancel, isWithdrawable } from '#shared/domain/ending';
import { dropExtension } from '#shared/domain/extension';
import { isWaiting } from '#shared/domain/open-approval';
import type { Principal } from '#shared/domain/principal';
import { isReached, type Reach } from '#shared/domain/reach';
import type { EventDraft, Ports } from '#shared/ports';
import type { OpenActivation } from '#shared/ports/activations';
import { actorOf, type Caller } from './caller.ts';
import { listOtherAccounts } from './list-other-accounts.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles'>;
/** What is reached, or how to find that out: not looked up before somebody has a request that waits. */
type Reached = Reach | (() => Promise<Reach>);

/** A change that reaches whatever waits for certain entries of approvers. */
export type ApproverReach = Extract<Reach, { kind: 'approvers' }>;

const REASON = 'changed_by_requester';
const waiting: readonly OpenActivation['status'][] = ['pending_approval', 'approved', 'active'];

/**
 * The caller's own requests, by whichever account of theirs, that wait under rules a change of theirs reaches: for a yes, for
 * their start, or for more time (T-59).
 */
export async function listOwnRequests(reached: Reached, { view }: Caller, needs: Needs): Promise<Activation[]> {
  const open = [...view.open, ...(await listOpenOfOthers(view.principal, needs))];
  const ids = open.filter(({ status }) => waiting.includes(status)).map(({ activationId }) => activationId);
  const found = await Promise.all(ids.map((id) => needs.activations.find(id)));
  const requests = found.filter((one) => one !== undefined).filter((one) => isWithdrawable(one) || isWaiting(one));
  if (requests.length === 0) return [];
  const [reach, places] = await Promise.all([
    typeof reached === 'function' ? reached() : reached,
    needs.roles.findAtSeveral(requests),
  ]);
  return requests.filter((request, index) => isReached(request, places[index], reach));
}

/**
 * Withdraws them, before the change itself is stored: whatever happens in between, no request of theirs waits under rules its
 * requester has made. One function for every change that reaches them; a dry run tells which these are.
 */
export async function withdrawOwnRequests(
  reached: Reached,
  caller: Caller,
  needs: Needs & Pick<Ports, 'now'>,
): Promise<void> {
  for (const request of await listOwnRequests(reached, caller, needs)) {
    const { next, event } = withdrawn(request, caller, needs.now());
    await needs.activations.replace(next, request, event);
  }
}

/** A request as it is once it is withdrawn; of one for more time the access goes on to its old end. */
export function withdrawn(request: Activation, caller: Caller, now: string): { next: Activation; event: EventDraft } {
  const actor = actorOf(caller);
  if (request.status !== 'active' || !request.extension)
    return {
      next: cancel(request, now, REASON),
      event: { type: 'activation.cancelled', actor, details: { reason: REASON } },
    };
  const { extension, ...active } = request;
  const { additionalMinutes } = extension;
  const details = { additionalMinutes, decision: 'deny', justification: '', reason: REASON };
  return {
    next: dropExtension({ ...active, extension }),
    event: { type: 'activation.extension_denied', actor, details },
  };
}

async function listOpenOfOthers(principal: Principal, needs: Needs): Promise<OpenActivation[]> {
  const { principals } = needs;
  const others = await listOtherAccounts(principal, needs);
  const views = await Promise.all(others.map(({ id }) => principals.view(id)));
  return views.flatMap((view) => view?.open ?? []);
}

/** Whoever is assigned a role, or is not any more, may be an approver by it, or may not. */
export function roleReach({ roleId }: Pick<Assignment, 'roleId'>): ApproverReach {
  return { kind: 'approvers', entries: [{ kind: 'role', id: roleId }] };
}

/** Everything by which somebody may be an approver, or a group: themselves, their groups, the roles they are assigned. */
export async function approverReach(id: string, { principals }: Pick<Ports, 'principals'>): Promise<ApproverReach> {
  const view = await principals.view(id);
  const groups = view?.memberships.map(({ groupId }) => groupId) ?? [];
  const roleIds = view?.held.map(({ assignment }) => assignment.roleId) ?? [];
  const entries = [
    { kind: 'user' as const, id },
    ...[id, ...groups].map((group) => ({ kind: 'group' as const, id: group })),
    ...[...new Set(roleIds)].map((role) => ({ kind: 'role' as const, id: role })),
  ];
  return { kind: 'approvers', entries };
}
