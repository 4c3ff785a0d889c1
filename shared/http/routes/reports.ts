import type { Route } from '../route.ts';
import { AuditQuery, SummaryQuery } from '../schemas/reports.ts';
import { ReportQuery } from '../schemas.ts';

/** What was, for administrators and auditors (REP-1 … REP-3). */
export const reportRoutes = {
  reportActivations: {
    method: 'GET',
    path: '/v1/reports/activations',
    function: 'reports',
    relation: 'reader',
    query: ReportQuery,
  },
  reportSummary: {
    method: 'GET',
    path: '/v1/reports/summary',
    function: 'reports',
    relation: 'reader',
    query: SummaryQuery,
  },
  listAudit: { method: 'GET', path: '/v1/audit', function: 'reports', relation: 'reader', query: AuditQuery },
} as const satisfies Record<string, Route>;
