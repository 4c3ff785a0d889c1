import type { Activation, Ticket } from '#shared/domain/activation';
import { findAssignment, type HeldAssignment } from '#shared/domain/assignment';
import { breakGlassRules, settingsFor } from '#shared/domain/break-glass';
import { DIRECTORY } from '#shared/domain/id';
import { latest, plusMinutes } from '#shared/domain/instant';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import {
  type ActivationRequest,
  challengeMaxAge,
  effectiveDuration,
  evaluateRequest,
} from '#shared/domain/request-rules';
import type { Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import type { SettingsVersion } from '#shared/domain/role-settings';
import type { Guard, Ports } from '#shared/ports';
import { approverRules } from './approvers.ts';
import { assignmentGuards, type Caller } from './caller.ts';
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
}

/**
 * Judges one request without changing anything; the answer serves a dry run as well as the real thing.
 *
 * @throws Refusal role_not_found | resource_not_found | role_disabled | not_eligible | already_open |
 *   break_glass_not_allowed, or all broken rules at once
 */
export async function planActivation(
  wanted: WantedRole,
  why: { justification?: string | undefined; ticket?: Ticket | undefined },
  caller: Caller,
  needs: Needs,
): Promise<Plan> {
  const now = needs.now();
  const place = await findPlace(wanted, needs);
  const eligibility = findEligibility(wanted, place.resource, caller, now);
  refuseIfOpen(wanted.roleId, place.resource.id, caller);

  const listed = breakGlassGuards(wanted, place, caller, now);

  const settings = settingsFor(wanted, place.settings.settings);
  const request = { ...wanted, ...why };
  const broken = [
    ...evaluateRequest(request, settings, caller.session, eligibility.assignment.endsAt, now),
    ...breakGlassRules(wanted, now),
    ...(await approverRules(settings, caller.view.principal, place.resource, needs)),
  ];
  refuseIfBroken(broken, challengeMaxAge(settings.mfa));

  const activation = compose(request, place, eligibility, caller, needs.newId('activation'), now);
  const guards: Guard[] = [
    { kind: 'principal_enabled', principalId: caller.view.principal.id },
    ...assignmentGuards(caller.view, eligibility),
    ...listed,
    { kind: 'role_enabled', roleId: place.role.id },
  ];
  return { activation, guards };
}

function breakGlassGuards(wanted: WantedRole, place: Place, { view }: Caller, now: string): readonly Guard[] {
  if (!wanted.breakGlass) return [];
  const listed = findBreakGlassRight(view, place, now);
  if (!listed) throw new Refusal('break_glass_not_allowed');
  return [...listed, ...settingsGuards(place)];
}

interface Place {
  readonly role: Role;
  readonly resource: Resource;
  readonly settings: SettingsVersion;
}

async function findPlace({ roleId, resourceId = DIRECTORY }: WantedRole, { roles }: Needs): Promise<Place> {
  const place = await roles.findAt(roleId, resourceId);
  if (!place) throw new Refusal((await roles.find(roleId)) ? 'resource_not_found' : 'role_not_found');
  if (!place.role.enabled) throw new Refusal('role_disabled');
  return place;
}

function findEligibility(
  { roleId, startsAt }: WantedRole,
  resource: Resource,
  { view }: Caller,
  now: string,
): HeldAssignment {
  const at = latest(now, startsAt);
  const eligibility = findAssignment(view.held, { type: 'eligible', roleId, resource, at });
  if (!eligibility) throw new Refusal('not_eligible');
  return eligibility;
}

function refuseIfOpen(roleId: string, resourceId: string, { view }: Caller): void {
  const open = view.open.find((other) => other.roleId === roleId && other.resourceId === resourceId);
  if (open) throw new Refusal('already_open', { activationId: open.activationId });
}

function compose(
  request: ActivationRequest & Pick<WantedRole, 'breakGlass'>,
  { role, resource, settings: version }: Place,
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
    requester: {
      id: principal.id,
      displayName: principal.displayName,
      ...(principal.personId === undefined ? {} : { personId: principal.personId }),
    },
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
