import type { Route } from '../route.ts';
import { ApprovalsQuery, BulkDecisionBody, DecisionBody } from '../schemas.ts';

/** The inbox and the decisions of signed-in approvers (APR-2). */
export const approvalRoutes = {
  listApprovals: {
    method: 'GET',
    path: '/v1/approvals',
    function: 'approvals',
    relation: 'principal',
    query: ApprovalsQuery,
  },
  decide: {
    method: 'POST',
    path: '/v1/activations/{id}/decisions',
    function: 'approvals',
    relation: 'principal',
    body: DecisionBody,
    idempotent: true,
  },
  decideSeveral: {
    method: 'POST',
    path: '/v1/decisions',
    function: 'approvals',
    relation: 'principal',
    body: BulkDecisionBody,
    idempotent: true,
    dryRun: 'shows',
  },
} as const satisfies Record<string, Route>;
