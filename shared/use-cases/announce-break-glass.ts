import { notifier } from '#shared/domain/audit-event';
import { announce, isAnnouncedBy, isUnannounced } from '#shared/domain/break-glass';
import type { Ports } from '#shared/ports';
import { retryWhenStale } from './retry-when-stale.ts';

type Needs = Pick<Ports, 'activations' | 'mailClaims' | 'now'>;

/**
 * Puts on record that people were told about a break-glass use, which is what its grant waits for; once, and whatever has
 * become of the use meanwhile (SET-9). Where no mail to anybody else was taken nobody was told, and it waits its minute.
 */
export function announceBreakGlass(activationId: string, { activations, mailClaims, now }: Needs): Promise<void> {
  return retryWhenStale(async () => {
    const activation = await activations.find(activationId);
    if (!activation || !isUnannounced(activation)) return;
    if (!isAnnouncedBy(activation, await mailClaims.listAbout({ kind: 'activation', id: activationId }))) return;
    await activations.replace(announce(activation, now()), activation, {
      type: 'activation.announced',
      actor: notifier,
      details: {},
    });
  });
}
