import { NoBody } from '../fields.ts';
import type { Route } from '../route.ts';
import { ExtendBody } from '../schemas/running-activations.ts';
import { ActivateBody, MyActivationsQuery } from '../schemas.ts';

/** What people do for themselves (ACT-1 … ACT-8). */
export const selfServiceRoutes = {
  getMe: { method: 'GET', path: '/v1/me', function: 'self-service', relation: 'principal' },
  listMyRoles: { method: 'GET', path: '/v1/me/roles', function: 'self-service', relation: 'principal' },
  listMyActivations: {
    method: 'GET',
    path: '/v1/me/activations',
    function: 'self-service',
    relation: 'principal',
    query: MyActivationsQuery,
  },
  activate: {
    method: 'POST',
    path: '/v1/activations',
    function: 'self-service',
    relation: 'principal',
    body: ActivateBody,
    idempotent: 'by_itself',
    dryRun: 'shows',
  },
  getActivation: { method: 'GET', path: '/v1/activations/{id}', function: 'self-service', relation: 'principal' },
  cancelActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/cancel',
    function: 'self-service',
    relation: 'principal',
    body: NoBody,
  },
  deactivateActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/deactivate',
    function: 'self-service',
    relation: 'principal',
    body: NoBody,
  },
  extendActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/extend',
    function: 'self-service',
    relation: 'principal',
    body: ExtendBody,
    idempotent: true,
  },
} as const satisfies Record<string, Route>;
