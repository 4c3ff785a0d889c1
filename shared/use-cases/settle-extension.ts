import type { ActiveActivation } from '#shared/domain/activation';
import { sweeper } from '#shared/domain/audit-event';
import { approvalReminderAt } from '#shared/domain/due';
import { timeOutExtension } from '#shared/domain/extension';
import { isWaiting, openApprovalOf, type WaitingActivation, withOpenApproval } from '#shared/domain/open-approval';
import type { Ports } from '#shared/ports';
import { approvalInForce } from './approvers.ts';

type Needs = Pick<Ports, 'activations' | 'roles' | 'now'>;

/**
 * Takes away an extension nobody decided on in time, and reminds its approvers before that.
 *
 * @returns what is left to settle, without an extension whose time is over; nothing once approvers were reminded
 */
export async function settleExtension(
  activation: ActiveActivation,
  needs: Needs,
): Promise<ActiveActivation | undefined> {
  if (!isWaiting(activation)) return activation;
  if (needs.now() < openApprovalOf(activation).deadline)
    return (await remindApprovers(activation, needs)) ? undefined : activation;
  const rest = timeOutExtension(activation, needs.now());
  await needs.activations.replace(rest, activation, {
    type: 'activation.extension_timed_out',
    actor: sweeper,
    details: { additionalMinutes: activation.extension.additionalMinutes },
  });
  return rest;
}

/**
 * Reminds the approvers who have not answered of what waits for them, a request or an extension (APR-5). From then on those
 * the settings name by now are the ones who are asked: it leaves the inbox of all others and appears in theirs.
 *
 * @returns whether it was time to
 */
export async function remindApprovers(
  activation: WaitingActivation,
  { activations, roles, now }: Needs,
): Promise<boolean> {
  const asked = openApprovalOf(activation);
  const reminder = approvalReminderAt({ approval: asked });
  if (reminder === undefined || now() < reminder) return false;
  const place = await roles.findAt(activation.roleId, activation.resourceId);
  const { approvers } = approvalInForce(asked, place?.settings);
  const approval = { ...asked, approvers, reminders: asked.reminders + 1 };
  await activations.replace(withOpenApproval(activation, approval), activation, {
    type: 'activation.approval_reminded',
    actor: sweeper,
    details: { reminder: approval.reminders },
  });
  return true;
}
