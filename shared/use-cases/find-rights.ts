import { type GainedRight, rightsAmong } from '#shared/domain/gained-access';
import type { Ports } from '#shared/ports';

type Needs = Pick<Ports, 'principals' | 'roles' | 'now'>;

/** What a principal holds or may activate, through groups too, whether it is enabled or not. */
export async function findRights(id: string, { principals, roles, now }: Needs): Promise<GainedRight[]> {
  const view = await principals.view(id);
  if (!view || view.held.length === 0) return [];
  const found = await roles.findSeveral([...new Set(view.held.map(({ assignment }) => assignment.roleId))]);
  return rightsAmong(view.held, found, view.principal, now());
}
