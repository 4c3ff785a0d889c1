import type { Activation } from '#shared/domain/activation';
import { countedYeses } from '#shared/domain/counted-yeses';
import { approvalsGiven } from '#shared/domain/open-approval';
import { isSamePersonByNow } from '#shared/domain/person';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { actorOf, type Caller, mayAdminister } from './caller.ts';
import { refuseWithoutDecidingMfa } from './decide-activation.ts';
import { findElectorate } from './electorate.ts';
import { endActivation } from './end-activation.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'entitlements' | 'principals' | 'roles' | 'now'>;

/**
 * Ends an activation before its time: by an administrator (END-2), also one of their own, because nobody is kept from giving
 * access away; or by whoever approved it and would by now rather not have (APR-7).
 *
 * @throws Refusal activation_not_found, also for those whose yes did not count or does not any more | mfa_required |
 *   not_active when it has ended or is ending already
 */
export function revokeActivation(
  command: { readonly activationId: string; readonly reason: string },
  caller: Caller,
  needs: Needs,
): Promise<Activation> {
  return retryWhenStale(async () => {
    const activation = await needs.activations.find(command.activationId);
    if (!activation) throw new Refusal('activation_not_found');
    if (!mayAdminister(caller.view, needs.now())) await refuseUnlessApproved(activation, caller, needs);
    const by = { actor: actorOf(caller), details: { ...caller.origin } };
    return endActivation(activation, command.reason.trim(), by, needs);
  });
}

/**
 * As long as it waits, an approver denies; afterwards only those whose yes counted, to the request or to more time, may end
 * it, and only by the factor of deciding.
 */
async function refuseUnlessApproved(activation: Activation, caller: Caller, needs: Needs): Promise<void> {
  const { principal } = caller.view;
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  for (const approval of approvalsGiven(activation)) {
    const electorate = await findElectorate(activation, approval, place, needs, [principal]);
    const yeses = countedYeses(approval, activation, electorate);
    if (yeses.some(({ by }) => isSamePersonByNow(by, principal, electorate.accounts)))
      return refuseWithoutDecidingMfa(caller, needs.now());
  }
  throw new Refusal('activation_not_found');
}
