import { NoBody, Page } from '../fields.ts';
import type { Route } from '../route.ts';
import {
  ChangePrincipalBody,
  CreatePrincipalBody,
  PrincipalsQuery,
  RedeemInvitationBody,
} from '../schemas/principals.ts';

/** Users, guests, groups and workloads, and how invited people bind their sign-in. */
export const principalRoutes = {
  listPrincipals: {
    method: 'GET',
    path: '/v1/principals',
    function: 'administration',
    relation: 'reader',
    query: PrincipalsQuery,
  },
  getPrincipal: {
    method: 'GET',
    path: '/v1/principals/{id}',
    function: 'administration',
    relation: 'reader',
    query: Page,
  },
  createPrincipal: {
    method: 'POST',
    path: '/v1/principals',
    function: 'administration',
    relation: 'administrator',
    body: CreatePrincipalBody,
    idempotent: true,
  },
  deletePrincipal: {
    method: 'DELETE',
    path: '/v1/principals/{id}',
    function: 'administration',
    relation: 'administrator',
  },
  changePrincipal: {
    method: 'PATCH',
    path: '/v1/principals/{id}',
    function: 'administration',
    relation: 'administrator',
    body: ChangePrincipalBody,
  },
  invitePrincipal: {
    method: 'POST',
    path: '/v1/principals/{id}/invitation',
    function: 'administration',
    relation: 'administrator',
    body: NoBody,
    idempotent: true,
  },
  redeemInvitation: {
    method: 'POST',
    path: '/v1/invitations/redeem',
    function: 'administration',
    relation: 'signed_in',
    body: RedeemInvitationBody,
  },
} as const satisfies Record<string, Route>;
