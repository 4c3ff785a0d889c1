import { invitationExpiry, refuseUnlessInvitable } from '#shared/domain/invitation';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'principals' | 'principalRecords' | 'now'>;

/**
 * Asks for a mail with a one-time code by which somebody binds their sign-in. From now on older codes are worth nothing,
 * whether or not the new mail has gone out.
 *
 * @throws Refusal principal_not_found | invitation_for_people_only | already_bound | invitee_disabled | email_required | busy
 */
export function invitePrincipal(id: string, caller: Caller, { principals, principalRecords, now }: Needs) {
  return retryWhenStale(async () => {
    const principal = await principals.find(id);
    if (!principal) throw new Refusal('principal_not_found');
    refuseUnlessInvitable(principal);
    const invitation = (principal.invitations ?? 0) + 1;
    const endsAt = invitationExpiry(now());
    const next = { ...principal, invitations: invitation, revision: principal.revision + 1 };
    const details = { principalId: id, invitation, endsAt };
    await principalRecords.change(next, principal, {
      events: [{ type: 'principal.invited', actor: actorOf(caller), details }],
    });
    return { principalId: id, endsAt };
  });
}
