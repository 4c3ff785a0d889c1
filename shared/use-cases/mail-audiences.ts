import type { Activation } from '#shared/domain/activation';
import type { AuditEvent } from '#shared/domain/audit-event';
import { isSamePerson, type Principal } from '#shared/domain/principal';
import { administratorRoles } from '#shared/domain/role';
import type { MailedEvent } from '#shared/dynamodb/stream-filters';
import type { Audience } from '#shared/mail/templates';
import type { Ports } from '#shared/ports';
import { listApprovers, listRoleHolders } from './approvers.ts';

type Needs = Pick<Ports, 'principals' | 'roles' | 'now'>;

export interface Recipient {
  readonly principal: Principal;
  readonly address: string;
  readonly audience: Audience;
}

const audiencesOf: Readonly<Record<MailedEvent, readonly Audience[]>> = {
  'activation.requested': ['approver'],
  'activation.approval_reminded': ['approver'],
  'link.renewed': ['approver'],
  'activation.approved': ['requester', 'co_approver'],
  'activation.denied': ['requester', 'co_approver'],
  'activation.timed_out': ['requester', 'co_approver'],
  'activation.cancelled': ['requester', 'co_approver'],
  'activation.activated': ['requester', 'administrator'],
  'activation.ending_soon': ['requester'],
  'activation.ended': ['requester', 'administrator'],
};

/** Everybody who is told about an event, each once and in the role that concerns them most; no cap on how many (NOT-1). */
export async function listRecipients(
  event: AuditEvent & { type: MailedEvent },
  activation: Activation,
  needs: Needs,
): Promise<Recipient[]> {
  const audiences = audiencesOf[event.type];
  const lists = await Promise.all(audiences.map((audience) => peopleIn(audience, event, activation, needs)));
  const recipients = new Map<string, Recipient>();
  for (const [position, audience] of audiences.entries())
    for (const principal of lists[position] ?? [])
      if (principal.email !== undefined && !recipients.has(principal.id))
        recipients.set(principal.id, { principal, address: principal.email, audience });
  return [...recipients.values()];
}

async function peopleIn(
  audience: Audience,
  event: AuditEvent,
  activation: Activation,
  needs: Needs,
): Promise<Principal[]> {
  switch (audience) {
    case 'requester': {
      const requester = await needs.principals.find(activation.requester.id);
      return requester ? [requester] : [];
    }
    case 'approver':
      return undecided(event, activation, await approversOf(activation, needs));
    case 'co_approver':
      return approversOf(activation, needs);
    case 'administrator':
      return administratorsFor(activation, needs);
  }
}

async function approversOf({ approval, requester, resourceId }: Activation, needs: Needs): Promise<Principal[]> {
  const resource = await needs.roles.findResource(resourceId);
  return approval && resource ? listApprovers(approval.approvers, requester, resource, needs) : [];
}

/** Only those who can still be asked: the activation waits, they have not answered, and a renewal is for one alone. */
function undecided(event: AuditEvent, activation: Activation, approvers: Principal[]): Principal[] {
  if (activation.status !== 'pending_approval') return [];
  const { votes } = activation.approval;
  const only = event.type === 'link.renewed' ? event.details.approverId : undefined;
  return approvers.filter(
    (approver) =>
      (only === undefined || approver.id === only) && !votes.some((vote) => isSamePerson(vote.by, approver)),
  );
}

/** Holders of the administrator roles, active or eligible, unless the role's settings switched that off (SET-2). */
async function administratorsFor(activation: Activation, needs: Needs): Promise<Principal[]> {
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  if (place && !place.settings.settings.notifyAdministrators) return [];
  const holders = administratorRoles.map((role) => listRoleHolders(role.id, ['active', 'eligible'], needs));
  return (await Promise.all(holders)).flat();
}
