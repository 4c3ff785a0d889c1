import { isHeldAt, type Ticket } from '#shared/domain/activation';
import type { Assignment, Via } from '#shared/domain/assignment';
import { isAmong, type MemberState, type MemberStateFilter } from '#shared/domain/member-state';
import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import { covers, type Resource } from '#shared/domain/resource';
import type { Page, PageRequest, Ports } from '#shared/ports';
import type { Holding } from '#shared/ports/member-lists';
import { showRole } from './keep-roles.ts';

type Needs = Pick<Ports, 'roles' | 'memberLists' | 'now'>;

/** Somebody who holds a role, will hold it, or may activate it; and how they came by it. */
export interface Member {
  readonly principal: Pick<Principal, 'id' | 'displayName' | 'kind'>;
  readonly roleId: string;
  readonly roleName: string;
  readonly resourceId: string;
  readonly state: MemberState;
  readonly via: Via;
  /** The node above, where the right itself stands. */
  readonly inheritedFrom?: string;
  readonly assignmentId?: string;
  readonly activationId?: string;
  readonly startsAt?: string;
  readonly endsAt?: string;
  /** Where the assignment was asked for. */
  readonly ticket?: Ticket;
  /** It is not in force yet. */
  readonly scheduled?: true;
}

/** Which members are listed; all where nothing is said. */
export interface MemberFilter {
  readonly principalId?: string | undefined;
  readonly state?: MemberStateFilter | undefined;
}

/** How often a page reads on while it has fewer members than asked for. */
const MOST_ROUNDS = 4;

/**
 * A role's members, in force or scheduled, enabled ones only (ROL-2): assignments, groups and their members, then
 * activations. With a resource only what covers it. A page may be short, or empty, although more follow.
 *
 * @throws Refusal role_not_found | resource_not_found | invalid_cursor
 */
export async function listRoleMembers(
  { roleId, resourceId, page }: { roleId: string; resourceId?: string | undefined; page: PageRequest },
  needs: Needs,
): Promise<Page<Member>> {
  const role = await showRole(roleId, needs);
  const resource = resourceId === undefined ? undefined : await needs.roles.findResource(resourceId);
  if (resourceId !== undefined && !resource) throw new Refusal('resource_not_found');
  const list = (request: PageRequest) => needs.memberLists.listForRole(roleId, request);
  return fill(page, list, async (holdings) => {
    const now = needs.now();
    return holdings.flatMap((holding) => memberOf(holding, role.displayName, now, resource) ?? []);
  });
}

/**
 * The members of all roles, role after role (ROL-3), or one principal among them, which reads no others; pages as those of
 * {@link listRoleMembers}.
 *
 * @throws Refusal invalid_cursor
 */
export function listMembers(
  { principalId, state, ...page }: PageRequest & MemberFilter,
  needs: Needs,
): Promise<Page<Member>> {
  const { listAll, listForPrincipal } = needs.memberLists;
  const list = principalId === undefined ? listAll : (part: PageRequest) => listForPrincipal(principalId, part);
  return fill(page, list, async (holdings) => {
    const found = await needs.roles.findSeveral(holdings.map(roleOf));
    const names = new Map(found.map(({ id, displayName }) => [id, displayName]));
    const now = needs.now();
    const members = holdings.flatMap((holding) => memberOf(holding, names.get(roleOf(holding)) ?? '', now) ?? []);
    return members.filter((member) => state === undefined || isAmong(member.state, state));
  });
}

async function fill(
  { limit, cursor }: PageRequest,
  list: (page: PageRequest) => Promise<Page<Holding>>,
  toMembers: (holdings: readonly Holding[]) => Promise<Member[]>,
): Promise<Page<Member>> {
  const items: Member[] = [];
  let next = cursor;
  for (let round = 0; round < MOST_ROUNDS && items.length < limit; round += 1) {
    const page = await list({ limit: limit - items.length, cursor: next });
    items.push(...(await toMembers(page.items)));
    next = page.nextCursor;
    if (next === undefined) return { items };
  }
  return { items, ...(next === undefined ? {} : { nextCursor: next }) };
}

function roleOf(holding: Holding): string {
  return holding.kind === 'assigned' ? holding.assignment.roleId : holding.open.roleId;
}

function memberOf(holding: Holding, roleName: string, now: string, at?: Resource): Member | undefined {
  const { principal, via } = holding;
  const right =
    holding.kind === 'assigned' ? assigned(holding.assignment, principal, now) : activated(holding.open, now);
  if (!right || !principal.enabled || (at && !covers(right.standsAt, at))) return undefined;
  const { standsAt, ...facts } = right;
  return {
    principal: { id: principal.id, displayName: principal.displayName, kind: principal.kind },
    roleId: roleOf(holding),
    roleName,
    resourceId: at?.id ?? standsAt,
    ...(at && at.id !== standsAt ? { inheritedFrom: standsAt } : {}),
    via,
    ...facts,
  };
}

/** Machines in an eligible group are not eligible (ASG-5). */
function assigned({ id, type, resourceId, startsAt, endsAt, ticket }: Assignment, { kind }: Principal, now: string) {
  if (endsAt !== undefined && endsAt <= now) return undefined;
  if (kind === 'workload' && type === 'eligible') return undefined;
  return {
    standsAt: resourceId,
    state: endsAt === undefined ? (`${type}_permanent` as const) : (`${type}_time_bound` as const),
    assignmentId: id,
    startsAt,
    ...(endsAt === undefined ? {} : { endsAt }),
    ...(ticket ? { ticket } : {}),
    ...(startsAt > now ? { scheduled: true as const } : {}),
  };
}

function activated(
  { activationId, status, resourceId, endsAt }: Extract<Holding, { kind: 'activated' }>['open'],
  now: string,
) {
  if (endsAt === undefined || !isHeldAt({ status, endsAt }, now)) return undefined;
  return { standsAt: resourceId, state: 'activated' as const, activationId, endsAt };
}
