import { Page } from '../fields.ts';
import type { Route } from '../route.ts';

/** The configuration as a document. Whoever reads all of it at once is an administrator. */
export const exportRoutes = {
  exportPolicy: {
    method: 'GET',
    path: '/v1/export',
    function: 'administration',
    relation: 'administrator',
    query: Page,
  },
} as const satisfies Record<string, Route>;
