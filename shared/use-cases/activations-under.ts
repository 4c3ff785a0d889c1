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
  }
}

/** Role by role; the cursor says which role, and how far in its list. */
async function listUnderGroup(
  groupId: string,
  { limit, cursor }: PageRequest,
  endings: Needs['endings'],
): Promise<Page<string>> {
  const [from = '', position] = cursor?.split(' ') ?? [];
  const roleIds = (await endings.listEligibleRoles(groupId)).filter((roleId) => roleId >= from);
  const [roleId, following] = roleIds;
  if (roleId === undefined) return { items: [] };
  const { items, nextCursor } = await endings.listOpenOfRole(roleId, {
    limit,
    cursor: roleId === from ? position : undefined,
  });
  const next = nextCursor === undefined ? following : `${roleId} ${nextCursor}`;
  return { items, ...(next === undefined ? {} : { nextCursor: next }) };
}
