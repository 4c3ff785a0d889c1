import * as v from 'valibot';
import { Activation } from '#shared/domain/activation';
import { dueAt } from '#shared/domain/due';
import { DIRECTORY } from '#shared/domain/id';
import type { OpenActivation } from '#shared/ports/activations';
import { indexKeys } from './index-keys.ts';
import type { Item } from './table.ts';

/** An activation as it is stored: its schema's fields and the keys of the lists it appears in. */
export function activationItem(activation: Activation): Item {
  const { id, roleId, requester, requestedAt, ticket } = activation;
  const due = dueAt(activation);
  return {
    ...v.parse(Activation, activation),
    ...indexKeys.time('ACTIVATION', requestedAt, id),
    ...indexKeys.ofRole('ACTIVATION', roleId, `${requestedAt}#${id}`),
    ...indexKeys.requester(requester.id, requestedAt, id),
    ...(ticket ? indexKeys.ticket(ticket.number, requestedAt, id) : {}),
    ...(due === undefined ? {} : indexKeys.due(id, due)),
  };
}

/** The lock beside the holder's assignments: what "my roles" and the evaluation need to know of an open activation. */
export function openItem(activation: Activation): Item {
  const { id, roleId, resourceId, requester, status, requestedAt, startsAt, eligibility } = activation;
  return {
    activationId: id,
    principalId: requester.id,
    roleId,
    resourceId,
    status,
    eligibilityId: eligibility.assignmentId,
    ...(startsAt === undefined ? {} : { startsAt }),
    ...('endsAt' in activation ? { endsAt: activation.endsAt } : {}),
    ...indexKeys.ofRole('OPEN', roleId, `${requestedAt}#${id}`),
    ...(resourceId === DIRECTORY ? {} : indexKeys.openAt(resourceId, id)),
  };
}

const OpenActivationItem = v.object({
  activationId: v.string(),
  principalId: v.string(),
  roleId: v.string(),
  resourceId: v.string(),
  status: v.picklist(['pending_approval', 'approved', 'provisioning', 'active', 'revoking']),
  startsAt: v.exactOptional(v.string()),
  endsAt: v.exactOptional(v.string()),
  eligibilityId: v.exactOptional(v.string()),
});

export function parseOpen(item: Item): OpenActivation & { principalId: string } {
  return v.parse(OpenActivationItem, item);
}
