import * as v from 'valibot';
import { Assignment } from '#shared/domain/assignment';
import { directory, nearestFirst, Resource } from '#shared/domain/resource';
import { Role } from '#shared/domain/role';
import { nearestSettings, SettingsVersion } from '#shared/domain/role-settings';
import type { RolePlace, Roles } from '#shared/ports/roles';
import { parseOpen } from './activation-item.ts';
import { indexes, type RoleList } from './index-keys.ts';
import { type Key, keys } from './keys.ts';
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
      return placeOf(roleId, resource, await table.getSeveral(keysOf(roleId, resource)));
    },
    async findAtSeveral(places) {
      // The directory is the same everywhere and need not be looked for.
      const ids = new Set(places.map(({ resourceId }) => resourceId).filter((id) => id !== directory.id));
      const nodes = (await table.getSeveral([...ids].map(keys.resource))).map((item) => v.parse(Resource, item));
      const byId = new Map([directory, ...nodes].map((node) => [node.id, node]));
      const known = places.map(({ roleId, resourceId }) => ({ roleId, resource: byId.get(resourceId) }));
      const wanted = known.flatMap(({ roleId, resource }) => (resource ? keysOf(roleId, resource) : []));
      const items = await table.getSeveral([...new Map(wanted.map((key) => [`${key.pk}\n${key.sk}`, key])).values()]);
      return known.map(({ roleId, resource }) => resource && placeOf(roleId, resource, items));
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

/** What tells of a role at a resource: the role itself, and its settings at every node up to the directory. */
function keysOf(roleId: string, resource: Resource): Key[] {
  return [keys.role(roleId), ...nearestFirst(resource).map((node) => keys.settings(roleId, node))];
}

function placeOf(roleId: string, resource: Resource, items: readonly Item[]): RolePlace | undefined {
  const role = items.find(({ entity, id }) => entity === 'role' && id === roleId);
  if (!role) return undefined;
  const own = items.filter((item) => item.entity === 'settings' && item.roleId === roleId);
  const versions = own.map((item) => v.parse(SettingsVersion, item));
  const settings = nearestSettings(roleId, nearestFirst(resource), versions);
  const takenBack = versions.find((one) => one.takenBack && one.resourceId === resource.id);
  return { role: v.parse(Role, role), resource, settings, ...(takenBack ? { takenBack: takenBack.version } : {}) };
}
