import type { Route } from '../route.ts';
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
} as const satisfies Record<string, Route>;
