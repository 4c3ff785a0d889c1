import type { Principal } from '#shared/domain/principal';
import { Refusal } from '#shared/domain/refusal';
import type { Page, PageRequest, Ports } from '#shared/ports';

type Needs = Pick<Ports, 'principals' | 'principalRecords'>;

/**
 * One principal and, of a group, a page of its members.
 *
 * @throws Refusal principal_not_found
 */
export async function showPrincipal(
  id: string,
  page: PageRequest,
  { principals, principalRecords }: Needs,
): Promise<{ principal: Principal; members?: Page<Principal> }> {
  const principal = await principals.find(id);
  if (!principal) throw new Refusal('principal_not_found');
  return principal.kind === 'group'
    ? { principal, members: await principalRecords.listMembers(id, page) }
    : { principal };
}
