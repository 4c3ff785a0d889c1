import { type Activation, isFinal, type Status } from '#shared/domain/activation';
import type { AuditEvent, EventType } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import { openApprovalOf } from '#shared/domain/open-approval';
import { PUT_OFF } from '#shared/dynamodb/index-keys';
import { eventsAbout, type Facts } from './facts.ts';

/** The statuses that may follow a status; a final one is followed by none. An attempt to grant may be repeated. */
const legalMoves: Readonly<Record<Status, readonly Status[]>> = {
  pending_approval: ['approved', 'denied', 'timed_out', 'cancelled'],
  approved: ['provisioning', 'cancelled'],
  provisioning: ['provisioning', 'active', 'revoking'],
  active: ['revoking'],
  revoking: ['ended'],
  ended: [],
  denied: [],
  timed_out: [],
  cancelled: [],
};

const statusAfter: Readonly<Partial<Record<EventType, Status>>> = {
  'activation.approved': 'approved',
  'activation.denied': 'denied',
  'activation.timed_out': 'timed_out',
  'activation.cancelled': 'cancelled',
  'activation.provisioning': 'provisioning',
  'activation.activated': 'active',
  'activation.revoking': 'revoking',
  'activation.ended': 'ended',
};

function statusesOf([first, ...others]: readonly AuditEvent[]): Status[] {
  const asked = Object.keys(legalMoves).find((status) => status === first?.details.status) as Status | undefined;
  const later = others.map(({ type }) => statusAfter[type]).filter((status) => status !== undefined);
  return [...(asked ? [asked] : []), ...later];
}

/** I08, of moves: only legal ones, from waiting or approved on. */
export function illegalMoves(facts: Facts): string[] {
  return facts.activations.flatMap(({ id }) => {
    const statuses = statusesOf(eventsAbout(facts, 'activation', id));
    return statuses.slice(1).flatMap((status, place) => {
      const before = statuses[place];
      return before && legalMoves[before].includes(status) ? [] : [`${id} went from ${before} to ${status}`];
    });
  });
}

/** I08, at quiescence: what is open has a due time and is locked and asked about; what is final has left nothing. */
export function stranded(facts: Facts): string[] {
  if (!facts.isQuiet) return [];
  return facts.activations.flatMap((activation) => {
    const { id, status } = activation;
    const row = facts.rows.find(({ entity, id: other }) => entity === 'activation' && other === id);
    const traces = (entity: string) => facts.rows.filter((one) => one.entity === entity && one.activationId === id);
    const [locks, pointers] = [traces('open_activation'), traces('inbox_entry')];
    return [
      ...(isFinal(activation) === (row?.dueSk === undefined) ? [] : [`${id} is ${status} and due ${row?.dueSk}`]),
      ...(locks.length === (isFinal(activation) ? 0 : 1) ? [] : [`${id} is ${status} with ${locks.length} locks`]),
      ...(locks.some((lock) => lock.status !== status) ? [`the lock of ${id} does not say ${status}`] : []),
      ...(pointers.length > 0 === isAsked(activation) ? [] : [`${id} is ${status} in ${pointers.length} inboxes`]),
    ];
  });
}

function isAsked(activation: Activation): boolean {
  return (openApprovalOf(activation)?.approvers.length ?? 0) > 0;
}

/** I12: as many events as writes, as many status events as moves; the last one says where it stands. */
export function untoldMoves(facts: Facts): string[] {
  return facts.activations.flatMap((activation) => {
    const { id, revision, status } = activation;
    const events = eventsAbout(facts, 'activation', id);
    const last = statusesOf(events).at(-1);
    return [
      ...(events.length === revision ? [] : [`${id} at revision ${revision} has ${events.length} events`]),
      ...(last === status ? [] : [`${id} is ${status}, and its events end with ${last}`]),
    ];
  });
}

/** I15: at most one open activation of a person for a role at a resource. */
export function openTwice({ activations }: Facts): string[] {
  const open = activations.filter((activation) => !isFinal(activation));
  const places = Map.groupBy(open, ({ requester, roleId, resourceId }) => `${requester.id} ${roleId} ${resourceId}`);
  return [...places].flatMap(([place, them]) =>
    them.length > 1 ? [`${place} is open as ${them.map(({ id }) => id).join(' and ')}`] : [],
  );
}

/**
 * I17: after a sweep nobody disabled holds access, nothing is overdue, nothing waits past its deadline. What the last
 * sweep itself or somebody after it has touched is taken further by the next one; what failed is put off and told.
 */
export function overdue(facts: Facts): string[] {
  const { sweptAt } = facts;
  if (sweptAt === undefined) return [];
  // The sweeper comes a minute after the workflow; the lists by which endings find activations lag as much.
  const longAgo = plusMinutes(sweptAt, -2);
  return facts.activations
    .filter((activation) => wasLeftAlone(activation, facts, sweptAt))
    .flatMap((activation) => {
      const { id, requester } = activation;
      const isHeld = activation.status === 'active' || activation.status === 'provisioning';
      const disabled = eventsAbout(facts, 'principal', requester.id)
        .filter(({ type }) => type === 'principal.disabled' || type === 'principal.enabled')
        .at(-1);
      return [
        ...(isHeld && disabled?.type === 'principal.disabled' && disabled.at < longAgo
          ? [`${requester.id} is disabled and holds ${id}`]
          : []),
        ...(activation.status === 'active' && activation.endsAt < longAgo ? [`${id} is past its end`] : []),
        ...(activation.status === 'provisioning' && activation.grantAttemptUntil < longAgo ? [`${id} hangs`] : []),
        ...(activation.status === 'pending_approval' && activation.approval.deadline < longAgo
          ? [`${id} waits past its deadline`]
          : []),
      ];
    });
}

function wasLeftAlone({ id }: Activation, facts: Facts, sweptAt: string): boolean {
  const row = facts.rows.find(({ entity, id: other }) => entity === 'activation' && other === id);
  if (String(row?.dueSk).startsWith(PUT_OFF)) return false;
  return (eventsAbout(facts, 'activation', id).at(-1)?.at ?? '') < sweptAt;
}
