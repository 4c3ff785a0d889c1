import { isSamePerson } from '#shared/domain/person';
import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { Caller } from './caller.ts';
import { findAccounts } from './find-accounts.ts';

/**
 * Nobody gives themselves more, or less, of what they hold: by whichever of their accounts, or through a group.
 *
 * @throws Refusal self_approval
 */
export async function refuseOwnAssignment(
  holder: Principal,
  { view }: Caller,
  needs: Pick<Ports, 'principals'>,
): Promise<void> {
  const profiting = holder.kind === 'group' ? await needs.principals.listMembers(holder.id) : [holder];
  const accounts = await findAccounts({ current: [...profiting, view.principal] }, needs);
  if (profiting.some((person) => isSamePerson(person, view.principal, accounts)))
    throw new Refusal('self_approval', { detail: OWN });
}

const OWN =
  'Nobody changes what they hold themselves, by any of their accounts or through a group. Another administrator has to.';
