import type { Activation, Approval } from '#shared/domain/activation';
import { isWaiting, openApprovalOf, withOpenApproval } from '#shared/domain/open-approval';
import type { RightEnding } from '#shared/domain/right-ending';
import type { ApproverEntry } from '#shared/domain/role-settings';
import type { Ports } from '#shared/ports';
import { approvalInForce } from './approvers.ts';

type Needs = Pick<Ports, 'activations' | 'roles'>;
type Entry = Pick<ApproverEntry, 'kind' | 'id'>;

/**
 * Has a request, or an extension, wait for those who approve by now (APR-9): it is in their inboxes and in those of nobody
 * else, and its event has whoever was not asked yet told by mail. The terms stay, and so do the links of those who still
 * count. May be called twice for one change.
 *
 * @throws Stale
 */
export async function askApproversInForce(
  activation: Activation,
  { id: ending, cause, actor }: RightEnding,
  needs: Needs,
): Promise<void> {
  if (!isWaiting(activation)) return;
  const asked = openApprovalOf(activation);
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  const { approvers } = approvalInForce(asked, place?.settings);
  const isNamedAnew = !isSameList(asked, approvers);
  const isConcerned = cause.reason === 'approvers_changed' && cause.entries.some((one) => isAmong(approvers, one));
  if (!isNamedAnew && !isConcerned) return;
  if (!isNamedAnew && (await isTold(activation, ending, needs))) return;

  await needs.activations.replace(withOpenApproval(activation, { ...asked, approvers }), activation, {
    type: 'activation.approvers_changed',
    actor,
    details: { approvers, ending },
  });
}

function isSameList({ approvers: before }: Approval, after: readonly Entry[]): boolean {
  return before.every((one) => isAmong(after, one)) && after.every((one) => isAmong(before, one));
}

function isAmong(entries: readonly Entry[], { kind, id }: Entry): boolean {
  return entries.some((one) => one.kind === kind && one.id === id);
}

/** The lists are read more than once for every change. */
async function isTold({ id }: Activation, ending: string, { activations }: Needs): Promise<boolean> {
  const events = await activations.listEvents(id);
  return events.some(({ type, details }) => type === 'activation.approvers_changed' && details.ending === ending);
}
