import type { NamedMember } from '#shared/domain/group-member';
import type { Principal } from '#shared/domain/principal';
import type { Ports } from '#shared/ports';

/** Who is behind the ids of a field, `self` among them: a group that names itself is told so, also before it exists. */
export async function findNamed(
  field: string,
  ids: readonly string[],
  self: Principal,
  { principals }: Pick<Ports, 'principals'>,
): Promise<NamedMember[]> {
  const found = await principals.findSeveral(ids);
  const byId = new Map([self, ...found].map((principal) => [principal.id, principal]));
  return ids.map((id, place) => ({ field: `${field}.${place}`, id, principal: byId.get(id) }));
}
