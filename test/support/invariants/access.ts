import { type Activation, isFinal } from '#shared/domain/activation';
import { workflow } from '#shared/domain/audit-event';
import { settingsFor } from '#shared/domain/break-glass';
import { plusMinutes } from '#shared/domain/instant';
import { covers } from '#shared/domain/resource';
import { eventsAbout, type Facts, settingsAskedUnder, settingsAt, wasTakenAway } from './facts.ts';

const mayHaveAccess: readonly Activation['status'][] = ['provisioning', 'active', 'revoking'];

/**
 * I09: access we gave belongs to an activation that is provisioning, active or revoking; so do the holders the table
 * names. The directory is its own provider: there the holders are the access.
 */
export function orphanedAccess({ activations, entitlements, given }: Facts): string[] {
  const holding = activations.filter(({ status }) => mayHaveAccess.includes(status));
  const orphans = [...(given ?? [])].filter((key) => !holding.some(({ entitlement }) => entitlement === key));
  return [
    ...orphans.map((key) => `${key} is given, and nobody may hold it`),
    ...entitlements.flatMap(({ key, holders }) =>
      holders
        .filter((holder) => !holding.some(({ id, entitlement }) => id === holder && entitlement === key))
        .map((holder) => `${holder} is named as a holder of ${key}`),
    ),
  ];
}

/** I10: access ⇒ an event on record before it says so. */
export function accessWithoutRecord(facts: Facts): string[] {
  const isTold = ({ id }: Activation) =>
    eventsAbout(facts, 'activation', id).some(({ type }) => type === 'activation.provisioning');
  const held = facts.activations.filter(({ status }) => mayHaveAccess.includes(status));
  return [
    ...held.filter((activation) => !isTold(activation)).map(({ id }) => `${id} may have access, and nothing says so`),
    ...[...(facts.given ?? [])]
      .filter((key) => !facts.activations.some((one) => one.entitlement === key && isTold(one)))
      .map((key) => `${key} is given, and nothing says so`),
  ];
}

/** I11: no longer than settings allow; the end not after the grant + duration, nor after the eligibility. */
export function tooLong(facts: Facts): string[] {
  return facts.activations.flatMap((activation) => {
    const { id, durationMinutes } = activation;
    const most = longestAllowed(activation, facts);
    const wrong = durationMinutes > most ? [`${id} lasts ${durationMinutes} minutes instead of ${most}`] : [];
    if (!('endsAt' in activation)) return wrong;
    const { endsAt, provisioningSince } = activation;
    if (endsAt > plusMinutes(provisioningSince, durationMinutes)) wrong.push(`${id} ends after its duration`);
    const until = eligibleUntil(activation, facts);
    if (until !== undefined && endsAt > until) wrong.push(`${id} ends after its eligibility`);
    return wrong;
  });
}

/** By its own version, or, when it was extended, by the one in force then. */
function longestAllowed(activation: Activation, facts: Facts): number {
  const events = eventsAbout(facts, 'activation', activation.id);
  const extended = events.findLast(({ type }) => type === 'activation.extended');
  const versions = extended ? settingsAt(facts, activation, extended.at) : [settingsAskedUnder(facts, activation)];
  return Math.max(...versions.map(({ settings }) => settingsFor(activation, settings).maximumDurationMinutes));
}

/** The latest end its eligibility has had, because which one counted at the grant cannot be told; absent: permanent. */
function eligibleUntil({ eligibility }: Activation, facts: Facts): string | undefined {
  const { assignmentId } = eligibility;
  const now = facts.assignments.find(({ id }) => id === assignmentId);
  const told = eventsAbout(facts, 'assignment', assignmentId).map(({ details }) => Object(details).endsAt);
  const ends: (string | undefined)[] = [eligibility.endsAt, ...(now ? [now.endsAt] : []), ...told];
  return ends.includes(undefined)
    ? undefined
    : ends
        .filter((end) => end !== undefined)
        .sort()
        .at(-1);
}

/** I16: ended ⇒ the access is gone, unless another activation holds it still. */
export function endedWithAccess({ activations, entitlements, given }: Facts): string[] {
  const ended = activations.filter(({ status }) => status === 'ended');
  return ended.flatMap(({ id, entitlement }) => {
    const isHeld = activations.some(
      (other) => other.entitlement === entitlement && mayHaveAccess.includes(other.status),
    );
    const holds = entitlements.some(({ key, holders }) => key === entitlement && holders.includes(id));
    return [
      ...(holds ? [`${id} has ended and is a holder still`] : []),
      ...(!isHeld && given?.has(entitlement) ? [`${id} has ended, and ${entitlement} is there still`] : []),
    ];
  });
}

/** I18: nobody but the workflow gives access, the sweeper least of all. */
export function givenBySomebodyElse({ events }: Facts): string[] {
  return events
    .filter(({ type }) => type === 'activation.provisioning' || type === 'activation.activated')
    .filter(({ actor }) => actor.id !== workflow.id)
    .map(({ actor, subject }) => `${actor.id} gave ${subject.id}`);
}

/** I19, of grants: the requester was enabled and eligible at that moment. */
export function givenWithoutRight(facts: Facts): string[] {
  return facts.activations.flatMap(({ id, requester, eligibility }) => {
    const grants = eventsAbout(facts, 'activation', id).filter(({ type }) => type === 'activation.provisioning');
    const principal = eventsAbout(facts, 'principal', requester.id);
    const assignment = eventsAbout(facts, 'assignment', eligibility.assignmentId);
    return grants.flatMap(({ at }) => [
      ...(wasTakenAway(principal, at, ['principal.disabled'], ['principal.enabled'])
        ? [`${requester.id} was disabled when ${id} was given`]
        : []),
      ...(wasTakenAway(
        assignment,
        at,
        ['assignment.removed', 'assignment.made_active', 'assignment.ended'],
        ['assignment.added', 'assignment.made_eligible', 'assignment.extended'],
      )
        ? [`${requester.id} was not eligible when ${id} was given`]
        : []),
    ]);
  });
}

/** I19, of what runs: the eligibility reaches the place, or somebody is about to end what runs there. */
export function heldOutOfReach({ activations, assignments, resources, rows }: Facts): string[] {
  const isBeingEnded = (place: string) =>
    rows.some(({ entity, cause }) => entity === 'ending' && [Object(cause).resourceIds].flat().includes(place));
  return activations.flatMap(({ id, status, resourceId, eligibility }) => {
    const held = assignments.find((one) => one.id === eligibility.assignmentId);
    const place = resources.find((one) => one.id === resourceId);
    if (status !== 'active' || !held || !place || isBeingEnded(resourceId)) return [];
    return covers(held.resourceId, place)
      ? []
      : [`${id} is active at ${resourceId}, which its eligibility does not reach`];
  });
}

/** I21: nothing is left once everything is over; asked only where a test has let everything end. */
export function leftBehind({ activations, given, entitlements }: Facts): string[] {
  return [
    ...activations.filter((activation) => !isFinal(activation)).map(({ id, status }) => `${id} is still ${status}`),
    ...[...(given ?? [])].map((key) => `${key} is given still`),
    ...entitlements.filter(({ holders }) => holders.length > 0).map(({ key }) => `${key} has holders still`),
  ];
}
