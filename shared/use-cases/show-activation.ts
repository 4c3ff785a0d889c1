import type { Activation } from '#shared/domain/activation';
import type { AuditEvent } from '#shared/domain/audit-event';
import { openApprovalOf } from '#shared/domain/open-approval';
import { Refusal } from '#shared/domain/refusal';
import { directory } from '#shared/domain/resource';
import type { Page, PageRequest, Ports } from '#shared/ports';
import type { RequestFilter } from '#shared/ports/activations';
import type { PrincipalView } from '#shared/ports/principals';
import type { RolePlace } from '#shared/ports/roles';
import { approvalInForce, findApproverRight } from './approvers.ts';
import { type Caller, mayReadEverything } from './caller.ts';

type Needs = Pick<Ports, 'activations' | 'roles' | 'now'>;

/**
 * One activation with its whole story, for its requester, its approvers and administrators.
 *
 * @throws Refusal activation_not_found, also for those who may not see it
 */
export async function showActivation(
  id: string,
  caller: Caller,
  needs: Needs,
): Promise<{ activation: Activation; events: AuditEvent[] }> {
  const activation = await needs.activations.find(id);
  if (!activation || !(await maySee(activation, caller.view, needs))) throw new Refusal('activation_not_found');
  return { activation, events: await needs.activations.listEvents(id) };
}

/** Tells whether somebody may see an activation: its requester, its approvers (who voted, too), administrators. */
export async function maySee(activation: Activation, view: PrincipalView, needs: Needs): Promise<boolean> {
  const { id } = view.principal;
  if (activation.requester.id === id || mayReadEverything(view, needs.now())) return true;
  const { approval, extendedBy } = activation;
  if ([approval, extendedBy].some((asked) => asked?.votes.some((vote) => vote.by.id === id))) return true;
  return mayDecideOn(activation, view, needs);
}

/** Tells whether somebody is an approver of an activation now, by the settings in force at its resource. */
export async function mayDecideOn(activation: Activation, view: PrincipalView, needs: Needs): Promise<boolean> {
  if (!openApprovalOf(activation) && !activation.approval) return false;
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  return isApproverAt(place, activation, view, needs.now());
}

/** The same for whoever knows already what counts at the resource of the activation. */
export function isApproverAt(
  place: RolePlace | undefined,
  activation: Activation,
  view: PrincipalView,
  now: string,
): boolean {
  const asked = openApprovalOf(activation);
  const approvers = (asked ? approvalInForce(asked, place?.settings) : activation.approval)?.approvers ?? [];
  return findApproverRight(view, approvers, place?.resource ?? directory, now) !== undefined;
}

/** The caller's own requests, newest first: all, those of one role, those that are open or those that are over. */
export async function listMyActivations(
  caller: Caller,
  query: PageRequest & RequestFilter,
  { activations }: Pick<Needs, 'activations'>,
): Promise<Page<Activation>> {
  return activations.listForRequester(caller.view.principal.id, query, query);
}
