import { isHeldAt } from '#shared/domain/activation';
import { findAssignment, findReachingEligibility } from '#shared/domain/assignment';
import type { Actor } from '#shared/domain/audit-event';
import { Refusal } from '#shared/domain/refusal';
import type { Session } from '#shared/domain/request-rules';
import { covers, directory, findAbove, type Resource } from '#shared/domain/resource';
import { administratorRoles, isAdministratorRole, PRIVILEGED_ROLE_ADMINISTRATOR } from '#shared/domain/role';
import type { Guard, Ports } from '#shared/ports';
import type { OpenActivation } from '#shared/ports/activations';
import type { PrincipalView } from '#shared/ports/principals';

/** Who calls, as the table knows them, how they signed in and where from. */
export interface Caller {
  readonly view: PrincipalView;
  readonly session: Session;
  readonly origin: { readonly ip: string; readonly userAgent: string };
  /** The import under way by which they do what they do. */
  readonly importId?: string;
}

/** The caller as the audit names them. */
export function actorOf({ view, importId }: Pick<Caller, 'view' | 'importId'>): Actor {
  const { id, displayName } = view.principal;
  return { id, displayName, ...(importId === undefined ? {} : { importId }) };
}

/** A binding of issuer and subject never changes, so where it led once is looked at first; that nobody is bound is never kept. */
const knownIdentities = new Map<string, string>();
const MOST_REMEMBERED = 10_000;

/**
 * Finds the principal behind a verified token.
 *
 * @throws Refusal unknown_principal | principal_disabled
 */
export async function identify(
  identity: { issuer: string; subject: string },
  { principals }: Pick<Ports, 'principals'>,
): Promise<PrincipalView> {
  const { issuer, subject } = identity;
  const key = `${issuer}\n${subject}`;
  const remembered = knownIdentities.get(key);
  const known = remembered === undefined ? undefined : await principals.view(remembered);
  const isTheirs = known?.principal.issuer === issuer && known.principal.subject === subject;
  const view = isTheirs ? known : await findView(issuer, subject, principals);
  if (!view) throw new Refusal('unknown_principal');
  if (knownIdentities.size >= MOST_REMEMBERED) knownIdentities.clear();
  knownIdentities.set(key, view.principal.id);
  if (!view.principal.enabled) throw new Refusal('principal_disabled');
  return view;
}

async function findView(issuer: string, subject: string, principals: Ports['principals']) {
  const id = await principals.findIdByIdentity(issuer, subject);
  return id === undefined ? undefined : principals.view(id);
}

/**
 * Tells whether somebody holds a role at a resource right now, by standing assignment or activation, and names what has
 * to stay true for it, so that a transaction can demand it.
 */
export function findHeldRole(
  view: PrincipalView,
  roleId: string,
  resource: Resource,
  now: string,
): HeldRole | undefined {
  if (!view.principal.enabled) return undefined;
  const standing = findAssignment(view.held, { type: 'active', roleId, resource, at: now });
  if (standing) {
    const { assignment, via } = standing;
    return { guards: assignmentGuards(view, standing), validUntil: assignment.endsAt, via };
  }
  const activated = view.open
    .filter((open) => open.roleId === roleId && isHolding(open, resource, now) && isReached(open, view, resource, now))
    .sort((a, b) => (b.endsAt ?? '').localeCompare(a.endsAt ?? ''))[0];
  if (!activated) return undefined;
  const { activationId, resourceId, endsAt } = activated;
  const guard: Guard = { kind: 'held_activation', principalId: view.principal.id, roleId, resourceId, activationId };
  return { guards: [guard], validUntil: endsAt, via: { kind: 'activation', id: activationId } };
}

export interface HeldRole {
  readonly guards: readonly Guard[];
  readonly validUntil: string | undefined;
  readonly via: { readonly kind: string; readonly id?: string };
}

/** What has to stay true for a right that rests on an assignment: the assignment itself and, through a group, what belonging to it takes. */
export function assignmentGuards(view: PrincipalView, held: PrincipalView['held'][number]): Guard[] {
  const { id, principalId, revision } = held.assignment;
  return [
    { kind: 'assignment', principalId, assignmentId: id, revision },
    ...(held.via.kind === 'group' ? groupGuards(view.principal.id, held.via.id) : []),
  ];
}

/** What has to stay true for a right that comes through a group: the membership, and that the group is enabled. */
export function groupGuards(principalId: string, groupId: string): Guard[] {
  return [
    { kind: 'membership', principalId, groupId },
    { kind: 'principal_enabled', principalId: groupId },
  ];
}

/** The administrator roles somebody holds right now, over the whole directory. */
export function heldAdministratorRoles(view: PrincipalView, now: string): string[] {
  return administratorRoles.map((role) => role.id).filter((id) => findHeldRole(view, id, directory, now));
}

/** Tells whether somebody may read everything: either administrator role. */
export function mayReadEverything(view: PrincipalView, now: string): boolean {
  return heldAdministratorRoles(view, now).some(isAdministratorRole);
}

/** Tells whether somebody may change Lapse itself. */
export function mayAdminister(view: PrincipalView, now: string): boolean {
  return heldAdministratorRoles(view, now).includes(PRIVILEGED_ROLE_ADMINISTRATOR);
}

/** Tells whether the eligibility an activation rests on stands and reaches its place, however late what ends it comes. */
function isReached(open: OpenActivation, { held }: PrincipalView, at: Resource, now: string): boolean {
  const place = findAbove(open.resourceId, at);
  return place !== undefined && findReachingEligibility(held, open, place, now) !== undefined;
}

/** Tells whether an open activation gives its role at a resource right now: there, or anywhere above it. */
export function isHolding({ resourceId, status, endsAt }: OpenActivation, at: Resource, now: string): boolean {
  return covers(resourceId, at) && isHeldAt({ status, ...(endsAt === undefined ? {} : { endsAt }) }, now);
}
