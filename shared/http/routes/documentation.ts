import type { Route } from '../route.ts';

/** What describes the API itself, for everybody. */
export const documentationRoutes = {
  showOpenApi: { method: 'GET', path: '/openapi.json', function: 'documentation', relation: 'public' },
  showDocumentation: { method: 'GET', path: '/docs', function: 'documentation', relation: 'public' },
} as const satisfies Record<string, Route>;
