import type { Activation, Ticket } from '#shared/domain/activation';
import type { HeldAssignment } from '#shared/domain/assignment';
import { breakGlassRules, settingsFor } from '#shared/domain/break-glass';
import { plusMinutes } from '#shared/domain/instant';
import type { Principal } from '#shared/domain/principal';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import { type ActivationRequest, effectiveDuration, evaluateRequest, stepUpFor } from '#shared/domain/request-rules';
import type { Guard, Ports } from '#shared/ports';
import type { UsesOfPerson } from '#shared/ports/reviews';
import type { RolePlace } from '#shared/ports/roles';
import { approverRules } from './approvers.ts';
import { assignmentGuards, type Caller } from './caller.ts';
import { findEligiblePlace } from './find-eligible-place.ts';
import { settingsGuards } from './settings-guards.ts';
import { findBreakGlassRight } from './standing-right.ts';

type Needs = Pick<Ports, 'principals' | 'roles' | 'now' | 'newId'>;

export interface WantedRole {
  readonly roleId: string;
  readonly resourceId?: string | undefined;
  readonly durationMinutes?: number | undefined;
  readonly startsAt?: string | undefined;
  /** In an emergency, by somebody listed: without approval, reviewed afterwards. */
  readonly breakGlass?: boolean | undefined;
}

/** An activation that breaks no rule, ready to be stored, and what its right to exist rests on. */
export interface Plan {
  readonly activation: Activation;
  readonly guards: readonly Guard[];
  /** Of a break-glass use: those it is counted with. */
  readonly uses?: UsesOfPerson;
}

/**
 * Judges one request without changing anything; the answer serves a dry run as well as the real thing.
 *
 * @throws Refusal already_open | resource_archived | break_glass_not_allowed, those of {@link findEligiblePlace}, or all broken rules at once
 */
export async function planActivation(
  wanted: WantedRole,
  why: { justification?: string | undefined; ticket?: Ticket | undefined },
  caller: Caller,
  needs: Needs,
): Promise<Plan> {
  const now = needs.now();
  const { place, eligibility } = await findEligiblePlace(wanted, caller, needs);
  if (place.resource.archived) throw new Refusal('resource_archived');
  refuseIfOpen(wanted.roleId, place.resource.id, caller);

  const listed = breakGlassGuards(wanted, place, caller, now);

  const settings = settingsFor(wanted, place.settings.settings);
  const request = { ...wanted, ...why };
  const broken = [
    ...evaluateRequest(request, settings, caller.session, eligibility.assignment.endsAt, now),
    ...breakGlassRules(wanted, now),
    ...(await approverRules(settings, caller.view.principal, place.resource, needs)),
  ];
  refuseIfBroken(broken, stepUpFor(settings));

  const activation = compose(request, place, eligibility, caller, needs.newId('activation'), now);
  const guards: Guard[] = [
    { kind: 'principal_enabled', principalId: caller.view.principal.id },
    ...assignmentGuards(caller.view, eligibility),
    ...listed,
    // Not the role: all who ask for it at once would be in conflict, and the grant looks at it again.
  ];
  return { activation, guards };
}

function breakGlassGuards(wanted: WantedRole, place: RolePlace, { view }: Caller, now: string): readonly Guard[] {
  if (!wanted.breakGlass) return [];
  const listed = findBreakGlassRight(view, place, now);
  if (!listed) throw new Refusal('break_glass_not_allowed');
  return [...listed, ...settingsGuards(place)];
}

function refuseIfOpen(roleId: string, resourceId: string, { view }: Caller): void {
  const open = view.open.find((other) => other.roleId === roleId && other.resourceId === resourceId);
  if (open) throw new Refusal('already_open', { activationId: open.activationId });
}

function compose(
  request: ActivationRequest & Pick<WantedRole, 'breakGlass'>,
  { role, resource, settings: version }: RolePlace,
  { assignment }: HeldAssignment,
  { view, origin }: Caller,
  id: string,
  now: string,
): Activation {
  const { principal } = view;
  const settings = settingsFor(request, version.settings);
  const { required, approvers, quorum, windowMinutes } = settings.approval;
  const startsAt = request.startsAt !== undefined && request.startsAt > now ? request.startsAt : undefined;
  const justification = request.justification?.trim();
  const common = {
    id,
    requester: requesterOf(principal),
    roleId: role.id,
    roleName: role.displayName,
    resourceId: resource.id,
    eligibility: {
      assignmentId: assignment.id,
      holderId: assignment.principalId,
      ...(assignment.endsAt === undefined ? {} : { endsAt: assignment.endsAt }),
    },
    provider: role.provider,
    entitlement: `${role.provider.kind}:${role.id}:${resource.id}:${principal.id}`,
    ...(justification ? { justification } : {}),
    ...(request.ticket?.number.trim() ? { ticket: request.ticket } : {}),
    durationMinutes: effectiveDuration(request, settings, assignment.endsAt, now),
    requestedAt: now,
    ...(startsAt === undefined ? {} : { startsAt }),
    settings: { resourceId: version.resourceId, version: version.version },
    origin,
    ...(request.breakGlass ? { breakGlass: { review: 'awaiting' as const } } : {}),
    termsRevision: 1,
    generation: 1,
    revision: 1,
  };
  if (!required) return { ...common, status: 'approved', approvedAt: now };
  const approval = {
    quorum,
    windowMinutes,
    deadline: plusMinutes(now, windowMinutes),
    approvers,
    votes: [],
    reminders: 0,
  };
  return { ...common, status: 'pending_approval', approval };
}

/** Who asks, as approvers get to see them: names may be anybody's, addresses and sign-in names are their own (APR-10). */
function requesterOf({ id, displayName, personId, email, subject }: Principal): Activation['requester'] {
  const account = email ?? subject;
  return {
    id,
    displayName,
    ...(personId === undefined ? {} : { personId }),
    ...(account === undefined ? {} : { account }),
  };
}
