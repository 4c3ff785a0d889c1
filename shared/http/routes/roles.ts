import { PageWithSearch } from '../fields.ts';
import type { Route } from '../route.ts';
import { ChangeRoleBody, CreateRoleBody } from '../schemas/roles.ts';

/** Roles, built-in and own (ROL-1). */
export const roleRoutes = {
  listRoles: {
    method: 'GET',
    path: '/v1/roles',
    function: 'administration',
    relation: 'reader',
    query: PageWithSearch,
  },
  getRole: { method: 'GET', path: '/v1/roles/{id}', function: 'administration', relation: 'reader' },
  createRole: {
    method: 'POST',
    path: '/v1/roles',
    function: 'administration',
    relation: 'administrator',
    body: CreateRoleBody,
    idempotent: true,
  },
  deleteRole: {
    method: 'DELETE',
    path: '/v1/roles/{id}',
    function: 'administration',
    relation: 'administrator',
  },
  changeRole: {
    method: 'PATCH',
    path: '/v1/roles/{id}',
    function: 'administration',
    relation: 'administrator',
    body: ChangeRoleBody,
  },
} as const satisfies Record<string, Route>;
