import { PageWithSearch } from '../fields.ts';
import type { Route } from '../route.ts';
import { ChangeResourceBody, CreateResourceBody } from '../schemas/resources.ts';

/** The tree of resources, written by hand (RES-1). */
export const resourceRoutes = {
  listResources: {
    method: 'GET',
    path: '/v1/resources',
    function: 'administration',
    relation: 'reader',
    query: PageWithSearch,
  },
  getResource: { method: 'GET', path: '/v1/resources/{id}', function: 'administration', relation: 'reader' },
  createResource: {
    method: 'POST',
    path: '/v1/resources',
    function: 'administration',
    relation: 'administrator',
    body: CreateResourceBody,
    idempotent: true,
  },
  deleteResource: {
    method: 'DELETE',
    path: '/v1/resources/{id}',
    function: 'administration',
    relation: 'administrator',
  },
  changeResource: {
    method: 'PATCH',
    path: '/v1/resources/{id}',
    function: 'administration',
    relation: 'administrator',
    body: ChangeResourceBody,
  },
} as const satisfies Record<string, Route>;
