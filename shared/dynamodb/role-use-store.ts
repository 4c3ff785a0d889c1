import * as v from 'valibot';
import type { RoleUse, RoleUses } from '#shared/ports/assignments';
import { keys, LAST_USED_AT, prefixes } from './keys.ts';
import type { Item, Table } from './table.ts';

const RoleUseItem = v.object({ sk: v.string(), [LAST_USED_AT]: v.string() });

/**
 * When people last used their roles. No audit event goes with it: it counts what is used, and changes nobody's rights.
 * Whoever notes it may write this one attribute only (IAM knows partitions and attributes, but no sort keys), so the key
 * says everything else.
 */
export function roleUseStore(table: Table): RoleUses {
  return {
    record: (principalId, { roleId, lastUsedAt }, unlessSince) =>
      table.update({
        Key: keys.roleUse(principalId, roleId),
        UpdateExpression: 'SET #lastUsedAt = :at',
        ConditionExpression: 'attribute_not_exists(pk) OR #lastUsedAt <= :since',
        ExpressionAttributeNames: { '#lastUsedAt': LAST_USED_AT },
        ExpressionAttributeValues: { ':at': lastUsedAt, ':since': unlessSince },
      }),
  };
}

/** The uses among the items of a principal's partition. */
export function usesAmong(items: readonly Item[]): RoleUse[] {
  return items
    .filter(({ sk }) => String(sk).startsWith(prefixes.roleUse))
    .map((item) => {
      const { sk, [LAST_USED_AT]: lastUsedAt } = v.parse(RoleUseItem, item);
      return { roleId: sk.slice(prefixes.roleUse.length), lastUsedAt };
    });
}
