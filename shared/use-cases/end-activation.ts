import type { Activation } from '#shared/domain/activation';
import { cancel, isWithdrawable } from '#shared/domain/ending';
import type { EventDraft, Ports } from '#shared/ports';
import { startRevoking } from './withdraw-access.ts';

type Needs = Pick<Ports, 'activations' | 'entitlements' | 'now'>;

/**
 * Ends an activation from outside, whatever its holder wants: what was only asked for is cancelled, what was given is
 * revoked. From here on the evaluation says no.
 *
 * @param by who ends it, and what else goes on record
 * @throws Refusal not_active | Stale
 */
export async function endActivation(
  activation: Activation,
  reason: string,
  by: Pick<EventDraft, 'actor' | 'details'>,
  needs: Needs,
): Promise<Activation> {
  if (!isWithdrawable(activation))
    return startRevoking(activation, { outcome: 'revoked', reason }, by.actor, needs, by.details);
  const next = cancel(activation, needs.now(), reason);
  await needs.activations.replace(next, activation, {
    type: 'activation.cancelled',
    actor: by.actor,
    details: { reason, ...by.details },
  });
  return next;
}
