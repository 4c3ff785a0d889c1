import * as v from 'valibot';
import { Assignment } from '#shared/domain/assignment';
import { directory, nearestFirst, Resource } from '#shared/domain/resource';
import { Role } from '#shared/domain/role';
import { nearestSettings, SettingsVersion } from '#shared/domain/role-settings';
import type { Roles } from '#shared/ports/roles';
import { parseOpen } from './activation-item.ts';
import { indexes, type RoleList } from './index-keys.ts';
import { keys } from './keys.ts';
import type { Item, Table } from './table.ts';

const PAGE = 100;

/** Roles, their settings and the resource tree in DynamoDB. */
export function roleStore(table: Table): Roles {
  async function listByRole(list: RoleList, roleId: string, prefix = ''): Promise<Item[]> {
    const items: Item[] = [];
    let after: string | undefined = prefix || undefined;
    for (;;) {
      const partition = `${list}#${roleId}`;
      const rows = await table.listKeys({ index: indexes.byList, partition, newestFirst: false, limit: PAGE, after });
      const wanted = rows.filter((row) => row.sort.startsWith(prefix));
      items.push(...(await table.getSeveral(wanted.map((row) => row.key))));
      if (rows.length < PAGE || wanted.length < rows.length) return items;
      after = rows.at(-1)?.sort;
    }
  }

  const findResource = async (id: string) => {
    const item = await table.get(keys.resource(id));
    if (item) return v.parse(Resource, item);
    return id === directory.id ? directory : undefined;
  };

  return {
    findResource,
    async find(roleId) {
      const item = await table.get(keys.role(roleId));
      return item && v.parse(Role, item);
    },
    async findAt(roleId, resourceId) {
      const resource = await findResource(resourceId);
      if (!resource) return undefined;
      const nodes = nearestFirst(resource);
      const found = await table.getSeveral([keys.role(roleId), ...nodes.map((node) => keys.settings(roleId, node))]);
      const role = found.find((item) => item.entity === 'role');
      if (!role) return undefined;
      const versions = found.filter((item) => item.entity === 'settings').map((item) => v.parse(SettingsVersion, item));
      return { role: v.parse(Role, role), resource, settings: nearestSettings(roleId, nodes, versions) };
    },
    async findSeveral(roleIds) {
      const items = await table.getSeveral([...new Set(roleIds)].map((id) => keys.role(id)));
      return items.map((item) => v.parse(Role, item));
    },
    async listAssignments(roleId, type) {
      const items = await listByRole('ASSIGNMENT', roleId, `${type}#`);
      return items.map((item) => v.parse(Assignment, item));
    },
    async listOpenActivations(roleId) {
      return (await listByRole('OPEN', roleId)).map(parseOpen);
    },
  };
}
