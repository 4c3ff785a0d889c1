import type { Route } from '../route.ts';
import { MembersQuery, RoleMembersQuery } from '../schemas/members.ts';

/** Who holds what, and who may (ROL-2, ROL-3). */
export const memberRoutes = {
  listRoleMembers: {
    method: 'GET',
    path: '/v1/roles/{id}/members',
    function: 'administration',
    relation: 'reader',
    query: RoleMembersQuery,
  },
  listMembers: {
    method: 'GET',
    path: '/v1/members',
    function: 'administration',
    relation: 'reader',
    query: MembersQuery,
  },
} as const satisfies Record<string, Route>;
