import { mailService } from '#shared/domain/audit-event';
import { isUnreachable } from '#shared/domain/delivery';
import type { Ports } from '#shared/ports';
import { listAsked } from './mail-audiences.ts';

type Needs = Pick<Ports, 'activations' | 'principals' | 'roles' | 'mailClaims' | 'now'>;

/**
 * Puts on record, once, that an activation waits for approvers none of whom a mail reaches (T-40): those who can still be
 * asked have no address, or their newest mail that asked them came back. The requester and administrators are told then.
 */
export async function recordUnreachableApprovers(activationId: string, needs: Needs): Promise<void> {
  const activation = await needs.activations.find(activationId);
  const approvers = activation ? await listAsked(activation, needs) : [];
  if (approvers.length === 0) return;
  const mails = await needs.mailClaims.listAbout({ kind: 'activation', id: activationId });
  const asked = mails.filter(({ audience }) => audience === 'approver');
  if (!approvers.every((approver) => isUnreachable(approver, asked))) return;
  const details = { activationId, approverIds: approvers.map(({ id }) => id) };
  await needs.mailClaims.recordUnreachable(activationId, {
    type: 'mail.approvers_unreachable',
    actor: mailService,
    details,
  });
}
