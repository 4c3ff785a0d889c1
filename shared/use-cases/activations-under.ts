import type { EndingCause } from '#shared/domain/right-ending';
import type { Page, PageRequest, Ports } from '#shared/ports';

type Needs = Pick<Ports, 'endings' | 'principals'>;

/**
 * Ids of the open activations among which are all that run under a right, page by page.
 *
 * What one person asked for stands in that person's own partition; what came through a group, or by a role, is found by
 * the role's list.
 */
export async function listActivationsUnder(
  cause: EndingCause,
  page: PageRequest,
  { endings, principals }: Needs,
): Promise<Page<string>> {
  switch (cause.reason) {
    case 'eligibility_gone':
    case 'eligibility_shortened': {
      const holder = await principals.find(cause.holderId);
      const isGroup = holder === undefined || holder.kind === 'group';
      return isGroup ? endings.listOpenOfRole(cause.roleId, page) : endings.listOpenOfPrincipal(holder.id, page);
    }
    case 'membership_gone':
      return endings.listOpenOfPrincipal(cause.principalId, page);
    case 'principal_disabled':
      return cause.kind === 'group'
        ? listUnderGroup(cause.principalId, page, endings)
        : endings.listOpenOfPrincipal(cause.principalId, page);
    case 'role_disabled':
      return endings.listOpenOfRole(cause.roleId, page);
    case 'resource_moved':
      return listInTurn(cause.resourceIds, page, endings.listOpenAt);
    case 'resource_archived':
      return endings.listOpenAt(cause.resourceId, page);
    case 'approvers_named':
      return endings.listOpenOfRole(cause.roleId, page);
    case 'approvers_changed': {
      const entries = new Map(cause.entries.map((entry) => [`${entry.kind}:${entry.id}`, entry]));
      return listInTurn([...entries.keys()], page, (name, part) => {
        const entry = entries.get(name);
        return entry ? endings.listAskedOf(entry, part) : Promise.resolve({ items: [] });
      });
    }
  }
}

async function listUnderGroup(groupId: string, page: PageRequest, endings: Needs['endings']): Promise<Page<string>> {
  return listInTurn(await endings.listEligibleRoles(groupId), page, endings.listOpenOfRole);
}

/** The list of one id after the other, in their order; the cursor says whose, and how far in it. */
async function listInTurn(
  ids: readonly string[],
  { limit, cursor }: PageRequest,
  list: (id: string, page: PageRequest) => Promise<Page<string>>,
): Promise<Page<string>> {
  const [from = '', position] = cursor?.split(' ') ?? [];
  const [id, following] = ids.toSorted().filter((one) => one >= from);
  if (id === undefined) return { items: [] };
  const { items, nextCursor } = await list(id, { limit, cursor: id === from ? position : undefined });
  const next = nextCursor === undefined ? following : `${id} ${nextCursor}`;
  return { items, ...(next === undefined ? {} : { nextCursor: next }) };
}
