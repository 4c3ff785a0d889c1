import * as v from 'valibot';
import type { RoleUse, RoleUses } from '#shared/ports/assignments';
import { type Entity, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

const RoleUseItem = v.object({ roleId: v.string(), lastUsedAt: v.string() });

/** When people last used their roles. No audit event goes with it: it counts what is used, and changes nobody's rights. */
export function roleUseStore(table: Table): RoleUses {
  return {
    record: (principalId, { roleId, lastUsedAt }, unlessSince) =>
      table.update({
        Key: keys.roleUse(principalId, roleId),
        UpdateExpression: 'SET #entity = :entity, #roleId = :roleId, #lastUsedAt = :at',
        ConditionExpression: 'attribute_not_exists(pk) OR #lastUsedAt <= :since',
        ExpressionAttributeNames: { '#entity': 'entity', '#roleId': 'roleId', '#lastUsedAt': 'lastUsedAt' },
        ExpressionAttributeValues: {
          ':entity': 'role_use' satisfies Entity,
          ':roleId': roleId,
          ':at': lastUsedAt,
          ':since': unlessSince,
        },
      }),
  };
}

export function parseUse(item: Item): RoleUse {
  return v.parse(RoleUseItem, item);
}
