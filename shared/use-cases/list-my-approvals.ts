import { isInForce } from '#shared/domain/assignment';
import { openApprovalOf, type WaitingActivation } from '#shared/domain/open-approval';
import { type Accounts, isSamePersonByNow, type PersonKey } from '#shared/domain/person';
import type { Page, PageRequest, Ports } from '#shared/ports';
import type { PrincipalView } from '#shared/ports/principals';
import type { Caller } from './caller.ts';
import { findAccounts } from './find-accounts.ts';
import { isApproverAt } from './show-activation.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'now'>;

/**
 * What the caller may decide on now, nearest deadline first. That it was asked of them is only where to look: whether they
 * see it is judged by the same rule as their decision would be.
 */
export async function listMyApprovals(
  { view }: Caller,
  page: PageRequest,
  needs: Needs,
): Promise<Page<WaitingActivation>> {
  const { activations, roles } = needs;
  const at = needs.now();
  return activations.listPendingFor(entriesOf(view, at), page, async (asked) => {
    const [accounts, places] = await Promise.all([
      findAccounts({ recorded: asked.flatMap(involvedIn), current: [view.principal] }, needs),
      roles.findAtSeveral(asked),
    ]);
    return asked.filter(
      (activation, index) =>
        isLeftTo(view, activation, accounts, at) && isApproverAt(places[index], activation, view, at),
    );
  });
}

/** In time, not their own, and not answered by any account that is known to be theirs by now. */
function isLeftTo(
  { principal }: PrincipalView,
  activation: WaitingActivation,
  accounts: Accounts,
  now: string,
): boolean {
  const isTheirs = (account: PersonKey) => isSamePersonByNow(account, principal, accounts);
  return now < openApprovalOf(activation).deadline && !involvedIn(activation).some(isTheirs);
}

/** Requester and earlier voters, none of whom may be the caller's person. */
function involvedIn(activation: WaitingActivation): PersonKey[] {
  return [activation.requester, ...openApprovalOf(activation).votes.map(({ by }) => by)];
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
