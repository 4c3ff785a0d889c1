import { evaluateJoining } from '#shared/domain/group-member';
import type { PolicyEntryOf } from '#shared/domain/policy/policy-entry';
import { MOST_MEMBERS } from '#shared/domain/principal-change';
import { Refusal, refuseIfBroken } from '#shared/domain/refusal';
import { changePrincipal } from './change-principal.ts';
import { findNamed } from './named-members.ts';
import type { PolicyImport, Taken } from './take-policy-entry.ts';

type Member = PolicyEntryOf<'member'>;

/**
 * Adds members to one group, as many together as a transaction takes; each is judged by itself, so that one who may not join
 * keeps none of the others.
 *
 * @returns what each has come to, in their order
 */
export async function takeMembers(
  groupId: string,
  members: readonly Member[],
  { caller, needs, protection, begin, refuseWhenLate }: PolicyImport,
): Promise<(Taken | Refusal)[]> {
  const group = await needs.principals.find(groupId);
  if (group?.kind !== 'group') {
    const detail = `There is no group ${groupId}.`;
    return members.map(() => new Refusal('principal_not_found', { detail }));
  }
  const ids = members.map(({ principalId }) => principalId);
  const [belonging, named] = await Promise.all([
    needs.principalRecords.findMembers(groupId, ids),
    findNamed('members', ids, group, needs),
  ]);
  const results: (Taken | Refusal | undefined)[] = named.map((one) => {
    if (belonging.includes(one.id)) return { outcome: 'same' };
    return refusalOf(() => {
      if (protection.groups.has(groupId)) throw new Refusal('import_protected');
      refuseIfBroken(evaluateJoining([one]));
    });
  });
  const joining = ids.filter((_, place) => results[place] === undefined);
  for (let from = 0; from < joining.length; from += MOST_MEMBERS) {
    const addMembers = joining.slice(from, from + MOST_MEMBERS);
    const refusal = await refusedBy(async () => {
      refuseWhenLate();
      await begin();
      await changePrincipal(groupId, { addMembers }, caller, needs);
    });
    for (const id of addMembers) results[ids.indexOf(id)] = refusal ?? { outcome: 'created' };
  }
  return results.map((result) => result ?? { outcome: 'created' });
}

function refusalOf(rule: () => void): Refusal | undefined {
  try {
    rule();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function refusedBy(change: () => Promise<void>): Promise<Refusal | undefined> {
  try {
    await change();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
