import { NoBody, Page } from '../fields.ts';
import type { Route } from '../route.ts';
import {
  AssignBody,
  AssignmentQuery,
  ChangeAssignmentBody,
  ExtensionBody,
  ExtensionDecisionBody,
} from '../schemas/assignments.ts';

/** Who is assigned what, and until when (ASG-1 … ASG-6). */
export const assignmentRoutes = {
  listAssignments: {
    method: 'GET',
    path: '/v1/assignments',
    function: 'administration',
    relation: 'reader',
    query: AssignmentQuery,
  },
  createAssignments: {
    method: 'POST',
    path: '/v1/assignments',
    function: 'administration',
    relation: 'administrator',
    body: AssignBody,
    idempotent: true,
    dryRun: 'shows',
  },
  getAssignment: { method: 'GET', path: '/v1/assignments/{id}', function: 'administration', relation: 'principal' },
  changeAssignment: {
    method: 'PATCH',
    path: '/v1/assignments/{id}',
    function: 'administration',
    relation: 'administrator',
    body: ChangeAssignmentBody,
  },
  removeAssignment: {
    method: 'DELETE',
    path: '/v1/assignments/{id}',
    function: 'administration',
    relation: 'administrator',
  },
  makeEligible: {
    method: 'POST',
    path: '/v1/assignments/{id}/make-eligible',
    function: 'administration',
    relation: 'administrator',
    body: NoBody,
    idempotent: true,
    dryRun: 'shows',
  },
  makeActive: {
    method: 'POST',
    path: '/v1/assignments/{id}/make-active',
    function: 'administration',
    relation: 'administrator',
    body: NoBody,
    idempotent: true,
    dryRun: 'shows',
  },
  requestExtension: {
    method: 'POST',
    path: '/v1/assignments/{id}/extension',
    function: 'administration',
    relation: 'principal',
    body: ExtensionBody,
    idempotent: true,
  },
  listExtensions: {
    method: 'GET',
    path: '/v1/extensions',
    function: 'administration',
    relation: 'reader',
    query: Page,
  },
  decideExtension: {
    method: 'POST',
    path: '/v1/extensions/{id}/decision',
    function: 'administration',
    relation: 'administrator',
    body: ExtensionDecisionBody,
    idempotent: true,
  },
} as const satisfies Record<string, Route>;
