import type { Principal } from '#shared/domain/principal';
import { administratorRoles } from '#shared/domain/role';
import type { Ports } from '#shared/ports';
import { listRoleHolders } from './approvers.ts';

type Needs = Pick<Ports, 'principals' | 'roles' | 'now'>;
interface Place {
  readonly roleId: string;
  readonly resourceId: string;
}

/** Holders of the administrator roles, active or eligible unless told otherwise, each once. */
export async function listAdministrators(
  needs: Needs,
  types: Parameters<typeof listRoleHolders>[1] = ['active', 'eligible'],
): Promise<Principal[]> {
  const holders = await Promise.all(administratorRoles.map((role) => listRoleHolders(role.id, types, needs)));
  return [...new Map(holders.flat().map((person) => [person.id, person])).values()];
}

/** The administrators, unless the settings of the role switched that off (SET-2). */
export async function listAdministratorsToTell({ roleId, resourceId }: Place, needs: Needs): Promise<Principal[]> {
  const place = await needs.roles.findAt(roleId, resourceId);
  return place && !place.settings.settings.notifyAdministrators ? [] : listAdministrators(needs);
}
