import type { Principal } from '#shared/domain/principal';
import type { Ports } from '#shared/ports';

/** Accounts as they are known now, for telling persons apart; one that is gone is left out. */
export async function findAccounts(
  ids: readonly string[],
  { principals }: Pick<Ports, 'principals'>,
): Promise<Principal[]> {
  const found = await Promise.all([...new Set(ids)].map((id) => principals.find(id)));
  return found.filter((principal) => principal !== undefined);
}
