import { isFinal } from '#shared/domain/activation';
import { workflow } from '#shared/domain/audit-event';
import { endingAt } from '#shared/domain/ending';
import type { Ports } from '#shared/ports';
import { startRevoking, withdrawAccess } from './withdraw-access.ts';

type Needs = Pick<Ports, 'activations' | 'entitlements' | 'accessProvider' | 'now'>;

/**
 * Ends the access when the workflow leaves its hold, for whatever reason it leaves it.
 *
 * Does nothing on a final status, before anything was granted, or for an execution that a newer one has replaced.
 *
 * @throws GrantMayStillLand | StillGranted | Stale, tried again by the workflow for about a day
 */
export async function revokeAccess(command: { activationId: string; generation: number }, needs: Needs): Promise<void> {
  const activation = await needs.activations.find(command.activationId);
  if (!activation || isFinal(activation) || command.generation < activation.generation) return;
  if (activation.status === 'pending_approval' || activation.status === 'approved') return;

  const revoking =
    activation.status === 'revoking'
      ? activation
      : await startRevoking(activation, endingAt(activation, needs.now()), workflow, needs);
  await withdrawAccess(revoking, workflow, needs);
}
