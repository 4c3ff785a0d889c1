import type { Activation } from '#shared/domain/activation';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { actorOf, type Caller } from './caller.ts';
import { endActivation } from './end-activation.ts';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'entitlements' | 'now'>;

/**
 * An administrator ends an activation before its time (END-2), also one of their own: nobody is kept from giving access
 * away. The caller's right to administer has been checked.
 *
 * @throws Refusal activation_not_found | not_active when it has ended or is ending already
 */
export function revokeActivation(
  command: { readonly activationId: string; readonly reason: string },
  caller: Caller,
  needs: Needs,
): Promise<Activation> {
  return retryWhenStale(async () => {
    const activation = await needs.activations.find(command.activationId);
    if (!activation) throw new Refusal('activation_not_found');
    const by = { actor: actorOf(caller), details: { ...caller.origin } };
    return endActivation(activation, command.reason.trim(), by, needs);
  });
}
