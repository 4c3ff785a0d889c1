import type { Activation } from '#shared/domain/activation';
import { withdrawVote as withdraw } from '#shared/domain/decision';
import { openApprovalOf, refuseUnlessWaiting } from '#shared/domain/open-approval';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { refuseWithoutDecidingMfa } from './decide-activation.ts';
import { findAccounts } from './find-accounts.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { maySee } from './show-activation.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'now'>;

/**
 * A signed-in approver takes a yes back while the quorum is open; the request, or the wish for more time, goes on waiting
 * (APR-7). Nobody is told: those who were asked are asked still.
 *
 * @throws Refusal activation_not_found for those who may not even see it | not_pending | deadline_passed |
 *   no_vote_to_withdraw | mfa_required | busy
 */
export function withdrawVote(
  command: { readonly activationId: string; readonly justification?: string | undefined },
  caller: Caller,
  needs: Needs,
): Promise<Activation> {
  return retryWhenStale(async () => {
    const activation = await needs.activations.find(command.activationId);
    if (!activation || !(await maySee(activation, caller.view, needs))) throw new Refusal('activation_not_found');
    const { principal } = caller.view;
    const recorded = openApprovalOf(refuseUnlessWaiting(activation)).votes.map(({ by }) => by);
    const accounts = await findAccounts({ recorded, current: [principal] }, needs);
    const next = withdraw(activation, principal, accounts, needs.now());
    refuseWithoutDecidingMfa(caller, needs.now());
    const justification = command.justification?.trim();
    const details = justification ? { justification } : {};
    const event = { type: 'activation.vote_withdrawn' as const, actor: actorOf(caller), details };
    const guards = [{ kind: 'principal_enabled' as const, principalId: principal.id }];
    await needs.activations.replace(next, activation, event, { guards });
    return next;
  });
}
