import * as v from 'valibot';
import { Assignment } from '#shared/domain/assignment';
import { Principal } from '#shared/domain/principal';
import { Role } from '#shared/domain/role';
import type { Census } from '#shared/ports/census';
import { indexes } from './index-keys.ts';
import { keys } from './keys.ts';
import { listAll, listShards } from './sharded-list.ts';
import type { Table } from './table.ts';

/** Whole lists of the organization in DynamoDB. */
export function censusStore(table: Table): Census {
  const assignments = { index: indexes.byPrincipal, partitionOf: (shard: number) => `ASSIGNMENTS#${shard}` };
  return {
    listRoles: (page) => listAll(table, 'ROLES', page, (item) => v.parse(Role, item)),
    listAssignments: (page) => listShards(table, assignments, page, (item) => v.parse(Assignment, item)),
    async findPrincipals(ids) {
      const items = await table.getSeveral([...new Set(ids)].map((id) => keys.principal(id)));
      return items.map((item) => v.parse(Principal, item));
    },
  };
}
