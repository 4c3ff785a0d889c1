import type { Assignment } from '#shared/domain/assignment';
import { isPerson, type Principal } from '#shared/domain/principal';
import { nearestFirst, type Resource } from '#shared/domain/resource';
import type { Role } from '#shared/domain/role';
import { nearestSettings, type SettingsVersion } from '#shared/domain/role-settings';
import type { PolicyNeeds } from './take-policy-entry.ts';

/**
 * The ports as a dry run of an import sees them: with what it would have added so far, so that what rests on it is judged, too.
 * What is there is tried out as ever; what would rest on something that is not cannot be, because a table demands only of
 * what it holds.
 */
export function withAdditions(needs: PolicyNeeds): PolicyNeeds {
  const resources = new Map<string, Resource>();
  const roles = new Map<string, Role>();
  const groups = new Map<string, Principal>();
  const settings = new Map<string, SettingsVersion>();
  const joined = new Map<string, string[]>();
  const assigned: Assignment[] = [];
  const join = (groupId: string, added: readonly string[] = []) =>
    joined.set(groupId, [...(joined.get(groupId) ?? []), ...added]);
  const ownSettings = (roleId: string) => [...settings.values()].filter((one) => one.roleId === roleId);
  const isNew = (roleId: string, resourceId: string) =>
    roles.has(roleId) || resources.has(resourceId) || ownSettings(roleId).length > 0;

  const findResource = async (id: string) => resources.get(id) ?? (await needs.roles.findResource(id));
  const findRole = async (id: string) => roles.get(id) ?? (await needs.roles.find(id));

  const findAt: PolicyNeeds['roles']['findAt'] = async (roleId, resourceId) => {
    if (!isNew(roleId, resourceId)) return needs.roles.findAt(roleId, resourceId);
    const [role, resource] = await Promise.all([findRole(roleId), findResource(resourceId)]);
    if (!role || !resource) return undefined;
    const nodes = nearestFirst(resource);
    const stored = nodes.find((node) => !resources.has(node)) ?? '/';
    const place = roles.has(roleId) ? undefined : await needs.roles.findAt(roleId, stored);
    const versions = [...ownSettings(roleId), ...(place && place.settings.version > 0 ? [place.settings] : [])];
    return { role, resource, settings: nearestSettings(roleId, nodes, versions) };
  };

  return {
    ...needs,
    roles: {
      ...needs.roles,
      findResource,
      find: findRole,
      findAt,
      listAssignments: async (roleId, type) => [
        ...(await needs.roles.listAssignments(roleId, type)),
        ...assigned.filter((one) => one.roleId === roleId && one.type === type),
      ],
      findAtSeveral: (places) => Promise.all(places.map(({ roleId, resourceId }) => findAt(roleId, resourceId))),
    },
    resourceTree: {
      ...needs.resourceTree,
      findSeveral: async (ids) => [
        ...(await needs.resourceTree.findSeveral(ids)),
        ...ids.flatMap((id) => resources.get(id) ?? []),
      ],
    },
    principals: {
      ...needs.principals,
      find: async (id) => groups.get(id) ?? (await needs.principals.find(id)),
      listMembers: async (id) => {
        const added = await needs.principals.findSeveral(joined.get(id) ?? []);
        const stored = groups.has(id) ? [] : await needs.principals.listMembers(id);
        return [...stored, ...added.filter((one) => one.enabled && isPerson(one))];
      },
      findSeveral: async (ids) => [
        ...(await needs.principals.findSeveral(ids)),
        ...ids.flatMap((id) => groups.get(id) ?? []),
      ],
    },
    directory: {
      ...needs.directory,
      async addResource(resource, actor) {
        const [parent] = resource.ancestors;
        if (parent === undefined || !resources.has(parent)) await needs.directory.addResource(resource, actor);
        resources.set(resource.id, resource);
      },
      async addRole(role, actor) {
        await needs.directory.addRole(role, actor);
        roles.set(role.id, role);
      },
    },
    principalRecords: {
      ...needs.principalRecords,
      async add(principal, changes) {
        await needs.principalRecords.add(principal, changes);
        groups.set(principal.id, principal);
        join(principal.id, changes.added);
      },
      async change(next, expecting, changes) {
        if (groups.has(next.id)) groups.set(next.id, next);
        else await needs.principalRecords.change(next, expecting, changes);
        join(next.id, changes.added);
      },
    },
    settingsRecords: {
      ...needs.settingsRecords,
      async save(next, event, withdrawn, ending) {
        await needs.settingsRecords.save(next, event, withdrawn, ending);
        settings.set(`${next.roleId} ${next.resourceId}`, next);
      },
    },
    assignments: {
      ...needs.assignments,
      async findHolder(id) {
        const principal = groups.get(id);
        if (!principal) return needs.assignments.findHolder(id);
        return { principal, isStanding: false, assignments: [], uses: [], slots: new Map() };
      },
      async add(assignment, holder, event, guards, ending) {
        const { roleId, resourceId, principalId } = assignment;
        if (!isNew(roleId, resourceId) && !groups.has(principalId))
          await needs.assignments.add(assignment, holder, event, guards, ending);
        assigned.push(assignment);
      },
    },
  };
}
