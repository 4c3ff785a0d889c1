import type { Activation } from '#shared/domain/activation';
import { signOff } from '#shared/domain/break-glass';
import { isBlank } from '#shared/domain/plain-text';
import { Refusal, refuseIfBroken, violation } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { findAccounts } from './find-accounts.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'now'>;

export interface ReviewActivation {
  readonly activationId: string;
  readonly justification: string;
}

/**
 * An administrator signs off a break-glass use, running or over: they know of it and say what they make of it (SET-9).
 *
 * @throws Refusal activation_not_found | not_break_glass | self_review | already_reviewed | not_reviewable |
 *   justification_required | busy
 */
export function reviewActivation(command: ReviewActivation, caller: Caller, needs: Needs): Promise<Activation> {
  const { principal } = caller.view;
  const justification = command.justification.trim();
  return retryWhenStale(async () => {
    const activation = await needs.activations.find(command.activationId);
    if (!activation) throw new Refusal('activation_not_found');
    const accounts = await findAccounts({ recorded: [activation.requester], current: [principal] }, needs);
    const next = signOff(activation, { by: principal, accounts, justification, at: needs.now() });
    if (isBlank(justification)) refuseIfBroken([violation('justification', 'justification_required')]);
    await needs.activations.replace(
      next,
      activation,
      { type: 'activation.reviewed', actor: actorOf(caller), details: { justification } },
      { guards: [{ kind: 'principal_enabled', principalId: principal.id }] },
    );
    return next;
  });
}
