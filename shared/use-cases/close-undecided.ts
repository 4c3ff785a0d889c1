import { workflow } from '#shared/domain/audit-event';
import { timeOut } from '#shared/domain/ending';
import type { Ports } from '#shared/ports';

type Needs = Pick<Ports, 'activations' | 'now'>;

/** Tells the workflow that a yes came in the last second, and that it goes on. */
class AlreadyApproved extends Error {
  override readonly name = 'AlreadyApproved';
}

/**
 * Closes what nobody decided on in time; what was decided meanwhile stays as it was decided.
 *
 * @throws AlreadyApproved | Stale, the latter to be tried again
 */
export async function closeUndecided(command: { activationId: string }, { activations, now }: Needs): Promise<void> {
  const activation = await activations.find(command.activationId);
  if (activation?.status === 'approved') throw new AlreadyApproved('Approved in the last moment.');
  if (activation?.status !== 'pending_approval') return;
  const closed = timeOut(activation, now());
  await activations.replace(closed, activation, { type: 'activation.timed_out', actor: workflow, details: {} });
}
