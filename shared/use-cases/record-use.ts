import { plusMinutes } from '#shared/domain/instant';
import type { Ports } from '#shared/ports';
import type { PrincipalView } from '#shared/ports/principals';

const APART_MINUTES = 60;

/**
 * Notes that somebody uses a role, at most once an hour, so that an administrator can be warned before standing access is
 * taken away (ASG-2). It is no change of any right, so no audit event goes with it.
 */
export async function recordUse(
  { principal, uses = [] }: PrincipalView,
  roleId: string,
  { roleUses, now }: Pick<Ports, 'roleUses' | 'now'>,
): Promise<void> {
  const lastUsedAt = now();
  const since = plusMinutes(lastUsedAt, -APART_MINUTES);
  const known = uses.find((use) => use.roleId === roleId);
  if (known && known.lastUsedAt > since) return;
  await roleUses.record(principal.id, { roleId, lastUsedAt }, since);
}
