import { findAssignment, type HeldAssignment, isInForce } from '#shared/domain/assignment';
import { DIRECTORY } from '#shared/domain/id';
import { latest } from '#shared/domain/instant';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import type { RolePlace } from '#shared/ports/roles';
import { type Caller, mayReadEverything } from './caller.ts';

type Needs = Pick<Ports, 'roles' | 'now'>;

/** Which role somebody wants where, and from when on. */
interface WantedPlace {
  readonly roleId: string;
  readonly resourceId?: string | undefined;
  readonly startsAt?: string | undefined;
}

/**
 * Where somebody wants a role, and the eligibility that lets them ask for it there.
 *
 * What a caller may not see is like what does not exist: to whom no eligibility reaches the place the answer is the same,
 * whatever roles and resources there are. What is missing is told to those who may ask at any node there is, and to those
 * who may read everything.
 *
 * @throws Refusal not_eligible | role_not_found | resource_not_found | role_disabled
 */
export async function findEligiblePlace(
  { roleId, resourceId = DIRECTORY, startsAt }: WantedPlace,
  { view }: Caller,
  { roles, now }: Needs,
): Promise<{ place: RolePlace; eligibility: HeldAssignment }> {
  const at = latest(now(), startsAt);
  const held = view.held.filter(({ assignment }) => isEligibility(assignment, roleId, at));
  const readsAll = mayReadEverything(view, now());
  const knowsAll = readsAll || held.some(({ assignment }) => assignment.resourceId === DIRECTORY);
  // Nothing is read for those who may learn nothing, so that not even the time it takes tells.
  const place = held.length > 0 || readsAll ? await roles.findAt(roleId, resourceId) : undefined;
  if (!place && knowsAll) throw new Refusal((await roles.find(roleId)) ? 'resource_not_found' : 'role_not_found');

  const resource = place?.resource;
  const eligibility = resource && findAssignment(held, { type: 'eligible', roleId, resource, at });
  if (place?.role.enabled === false && (eligibility || readsAll)) throw new Refusal('role_disabled');
  if (!place || !eligibility) throw new Refusal('not_eligible');
  return { place, eligibility };
}

function isEligibility(assignment: HeldAssignment['assignment'], roleId: string, at: string): boolean {
  return assignment.type === 'eligible' && assignment.roleId === roleId && isInForce(assignment, at);
}
