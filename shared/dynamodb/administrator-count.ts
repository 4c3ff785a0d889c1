import { Refusal } from '#shared/domain/refusal';
import { keys } from './keys.ts';
import { Refused, type Table, type Write } from './table.ts';
import type { WriteForms } from './writes.ts';

/*
 * The lock-out guard (ONB-4). A counter says how many people can sign in (enabled, and bound to issuer and subject) and
 * hold Privileged Role Administrator permanently and by themselves, at the whole directory; whatever makes them fewer
 * takes one off in its own transaction, and is refused when none would be left. Each holder's own record carries
 * `standingAdministrator`, whether or not they can sign in, so that disabling or binding somebody and giving them the
 * role cannot pass each other unseen.
 */

/** The attribute of a principal's record; not part of the principal as the rules see it. */
export const STANDING = 'standingAdministrator';

/** Whether somebody's record says so: what a write that makes them able to sign in, or unable, has to expect unchanged. */
export async function readStanding(table: Table, principalId: string): Promise<unknown> {
  return (await table.get(keys.principal(principalId)))?.[STANDING];
}

/** The first administrator there is. */
export function firstCountWrite(forms: WriteForms): Write {
  return forms.put(keys.administrators(), 'administrators', { standing: 1 });
}

/** One more of them, or one less, in the transaction of the change; refused as Stale when none would be left. */
export function countWrite(tableName: string, change: 1 | -1): Write {
  return {
    Update: {
      TableName: tableName,
      Key: keys.administrators(),
      UpdateExpression: 'ADD standing :change',
      ...(change < 0 ? { ConditionExpression: 'standing > :one' } : {}),
      ExpressionAttributeValues: { ':change': change, ...(change < 0 ? { ':one': 1 } : {}) },
    },
  };
}

/**
 * Names the reason when nothing but the count refused a transaction: the last administrator would have gone.
 *
 * @throws Refusal last_administrator, else the error as it is
 */
export function nameLastAdministrator(error: unknown, writes: readonly Write[]): never {
  const { pk, sk } = keys.administrators();
  const counted = writes.findIndex(({ Update }) => Update?.Key?.pk === pk && Update.Key.sk === sk);
  if (error instanceof Refused && error.positions.every((position) => position === counted))
    throw new Refusal('last_administrator');
  throw error;
}
