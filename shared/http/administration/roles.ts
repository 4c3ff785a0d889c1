import type { Role } from '#shared/domain/role';
import type { Ports } from '#shared/ports';
import { actorOf } from '#shared/use-cases/caller';
import { createRole, showRole, updateRole } from '#shared/use-cases/keep-roles';
import { removeUnused } from '#shared/use-cases/remove-unused';
import type { Handlers } from '../api.ts';
import type { Answer } from '../problems.ts';
import { listedOrFound } from './found.ts';

type Needs = Pick<
  Ports,
  'activations' | 'roles' | 'principals' | 'roleRecords' | 'removals' | 'searches' | 'directory' | 'newId' | 'now'
>;

/** Roles, built-in and own. */
export function roleHandlers(ports: Needs) {
  return {
    listRoles: ({ query }) =>
      listedOrFound(
        query,
        () => ports.roleRecords.list(query, query),
        () => ports.searches.findRoles(query, ({ archived }) => query.archived || !archived),
        roleView,
      ),
    getRole: async ({ path }) => shown(200, await showRole(path.id ?? '', ports)),
    createRole: async ({ body, caller }) => shown(201, await createRole(body, actorOf(caller), ports)),
    changeRole: async ({ path, body, caller, expectation }) =>
      shown(200, await updateRole(path.id ?? '', body, caller, ports, expectation)),
    deleteRole: async ({ path, caller, expectation }) => {
      await removeUnused('role', path.id ?? '', actorOf(caller), ports, expectation);
      return { status: 204 };
    },
  } satisfies Partial<Handlers<'administration'>>;
}

const shown = (status: number, role: Role): Answer => ({ status, revision: role.revision, body: roleView(role) });

function roleView({ id, displayName, description, privileged, builtIn, enabled, archived, provider }: Role) {
  const hidden = archived ? { archived } : {};
  return { id, displayName, description, privileged, builtIn, enabled, ...hidden, provider };
}
