import { notifier } from '#shared/domain/audit-event';
import { announce, isUnannounced } from '#shared/domain/break-glass';
import type { Ports } from '#shared/ports';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'now'>;

/**
 * Puts on record that the mails about a break-glass use were handed over, which is what its grant waits for; once, and
 * whatever has become of the use meanwhile (SET-9).
 */
export function announceBreakGlass(activationId: string, { activations, now }: Needs): Promise<void> {
  return retryWhenStale(async () => {
    const activation = await activations.find(activationId);
    if (!activation || !isUnannounced(activation)) return;
    await activations.replace(announce(activation, now()), activation, {
      type: 'activation.announced',
      actor: notifier,
      details: {},
    });
  });
}
