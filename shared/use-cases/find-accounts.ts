import type { Accounts, PersonKey } from '#shared/domain/person';
import type { Ports } from '#shared/ports';

type Needs = Pick<Ports, 'principals'>;

/**
 * Everything it takes to tell persons apart (T-52): accounts as they are now, and those that the chains from them lead
 * over. One request for all that is on record, and one more where a chain goes on behind what is named in it.
 *
 * @param recorded accounts as they stood when something was put on record; looked up again
 * @param current accounts just read, which are not
 */
export async function findAccounts(
  { recorded = [], current = [] }: { recorded?: readonly PersonKey[]; current?: readonly PersonKey[] },
  { principals }: Needs,
): Promise<Accounts> {
  const found = new Map(current.map((account) => [account.id, account]));
  const asked = new Set(found.keys());
  let wanted = [...recorded.map(({ id }) => id), ...[...recorded, ...current].flatMap(chainsOf)];
  for (;;) {
    const unknown = [...new Set(wanted)].filter((id) => !asked.has(id));
    if (unknown.length === 0) return [...found.values()];
    for (const id of unknown) asked.add(id);
    const accounts = await principals.findSeveral(unknown);
    for (const account of accounts) found.set(account.id, account);
    wanted = accounts.flatMap(chainsOf);
  }
}

function chainsOf({ personId }: PersonKey): string[] {
  return personId === undefined ? [] : [personId];
}
