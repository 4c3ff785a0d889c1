import type { Activation } from '#shared/domain/activation';
import { beginRevoking, cancel } from '#shared/domain/ending';
import { Refusal } from '#shared/domain/refusal';
import type { EventDraft, Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { retryWhenStale } from './retry-when-stale.ts';
import { markForWithdrawal } from './withdraw-access.ts';

type Needs = Pick<Ports, 'activations' | 'entitlements' | 'now'>;

/**
 * The requester takes a request back before it was granted.
 *
 * @throws Refusal activation_not_found | not_cancellable
 */
export function cancelActivation(id: string, caller: Caller, needs: Needs): Promise<Activation> {
  return change(id, caller, needs, async (activation) => {
    const next = cancel(activation, needs.now());
    await needs.activations.replace(next, activation, eventBy(caller, 'activation.cancelled'));
    return next;
  });
}

/**
 * The holder gives the role back before its time; from this moment on the evaluation says no.
 *
 * @throws Refusal activation_not_found | not_active
 */
export function deactivateActivation(id: string, caller: Caller, needs: Needs): Promise<Activation> {
  return change(id, caller, needs, async (activation) => {
    const next = beginRevoking(activation, { outcome: 'deactivated' }, needs.now());
    const entitlement = await markForWithdrawal(activation, needs);
    await needs.activations.replace(next, activation, eventBy(caller, 'activation.revoking'), { entitlement });
    return next;
  });
}

function change(
  id: string,
  caller: Caller,
  { activations }: Needs,
  attempt: (activation: Activation) => Promise<Activation>,
): Promise<Activation> {
  return retryWhenStale(async () => {
    const activation = await activations.find(id);
    if (activation?.requester.id !== caller.view.principal.id) throw new Refusal('activation_not_found');
    return attempt(activation);
  });
}

function eventBy(caller: Caller, type: EventDraft['type']): EventDraft {
  return { type, actor: actorOf(caller), details: { ...caller.origin } };
}
