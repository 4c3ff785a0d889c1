import { isInForce } from '#shared/domain/assignment';
import { openApprovalOf, type WaitingActivation } from '#shared/domain/open-approval';
import { isSamePerson } from '#shared/domain/principal';
import type { Page, PageRequest, Ports } from '#shared/ports';
import type { PrincipalView } from '#shared/ports/principals';
import type { Caller } from './caller.ts';
import { isApproverAt } from './show-activation.ts';

type Needs = Pick<Ports, 'activations' | 'roles' | 'now'>;

/**
 * What the caller may decide on now, nearest deadline first. That it was asked of them is only where to look: whether they
 * see it is judged by the same rule as their decision would be.
 */
export async function listMyApprovals(
  { view }: Caller,
  page: PageRequest,
  { activations, roles, now }: Needs,
): Promise<Page<WaitingActivation>> {
  const at = now();
  return activations.listPendingFor(entriesOf(view, at), page, async (asked) => {
    const open = asked.filter((activation) => isLeftTo(view, activation, at));
    const places = await roles.findAtSeveral(open);
    return open.filter((activation, index) => isApproverAt(places[index], activation, view, at));
  });
}

/** In time, not their own, and not answered by any account of theirs. */
function isLeftTo({ principal }: PrincipalView, activation: WaitingActivation, now: string): boolean {
  const { deadline, votes } = openApprovalOf(activation);
  const involved = [activation.requester, ...votes.map(({ by }) => by)];
  return now < deadline && !involved.some((person) => isSamePerson(person, principal));
}

/** Everything by which something may have been asked of somebody; roles wherever they hold them. */
function entriesOf({ principal, memberships, held, open }: PrincipalView, now: string) {
  const standing = held
    .filter(({ assignment }) => assignment.type === 'active' && isInForce(assignment, now))
    .map(({ assignment }) => assignment.roleId);
  const activated = open.filter(({ status }) => status === 'active').map(({ roleId }) => roleId);
  return [
    { kind: 'user' as const, id: principal.id },
    ...memberships.map(({ groupId }) => ({ kind: 'group' as const, id: groupId })),
    ...[...new Set([...standing, ...activated])].map((id) => ({ kind: 'role' as const, id })),
  ];
}
