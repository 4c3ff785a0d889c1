import type { Activation } from '#shared/domain/activation';
import { findReachingEligibility } from '#shared/domain/assignment';
import { settingsFor } from '#shared/domain/break-glass';
import type { Resource } from '#shared/domain/resource';
import type { RoleSettings, SettingsVersion } from '#shared/domain/role-settings';
import type { Guard, Ports } from '#shared/ports';
import type { PrincipalView } from '#shared/ports/principals';
import { findApproverRight } from './approvers.ts';
import { assignmentGuards } from './caller.ts';
import { settingsGuards } from './settings-guards.ts';

type Needs = Pick<Ports, 'principals' | 'roles' | 'now'>;

/** What an activation rests on at this moment: to be demanded by the transaction, with the rules that count for it. */
export interface StandingRight {
  readonly view: PrincipalView;
  readonly place: { readonly resource: Resource; readonly settings: SettingsVersion };
  readonly settings: RoleSettings;
  readonly eligibilityEndsAt: string | undefined;
  readonly guards: readonly Guard[];
}

/** Why there is no such right any more. */
export interface LostRight {
  readonly reason:
    | 'principal_disabled'
    | 'eligibility_gone'
    | 'role_disabled'
    | 'resource_archived'
    | 'break_glass_not_allowed';
}

/**
 * Looks again whether what was true at the request is true still: who asked, what they are eligible for, that the role
 * is enabled, and, for break-glass, that they are listed.
 */
export async function findStandingRight(activation: Activation, needs: Needs): Promise<StandingRight | LostRight> {
  const view = await needs.principals.view(activation.requester.id);
  if (!view?.principal.enabled) return { reason: 'principal_disabled' };
  const place = await needs.roles.findAt(activation.roleId, activation.resourceId);
  if (!place?.role.enabled) return { reason: 'role_disabled' };
  if (place.resource.archived) return { reason: 'resource_archived' };
  const { roleId, eligibility } = activation;
  const asked = { roleId, eligibilityId: eligibility.assignmentId };
  const held = findReachingEligibility(view.held, asked, place.resource, needs.now());
  if (!held) return { reason: 'eligibility_gone' };
  const listed = activation.breakGlass ? findBreakGlassRight(view, place, needs.now()) : [];
  if (!listed) return { reason: 'break_glass_not_allowed' };
  const guards: Guard[] = [
    { kind: 'principal_enabled', principalId: view.principal.id },
    ...assignmentGuards(view, held),
    { kind: 'role_enabled', roleId: place.role.id },
    ...settingsGuards(place),
    ...listed,
  ];
  const settings = settingsFor(activation, place.settings.settings);
  return { view, place, settings, eligibilityEndsAt: held.assignment.endsAt, guards };
}

/**
 * What lets somebody activate by break-glass, as guards; nothing when the settings in force do not list them.
 *
 * Being listed is a right only together with an eligibility: the list says who may do without the approval, not who may
 * hold the role.
 */
export function findBreakGlassRight(
  view: PrincipalView,
  { resource, settings }: StandingRight['place'],
  now: string,
): readonly Guard[] | undefined {
  return findApproverRight(view, settings.settings.breakGlass.principals, resource, now);
}
