import type { ApiFunction, Route } from './route.ts';
import { administrationRoutes } from './routes/administration.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { decisionLinkRoutes } from './routes/decision-links.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { evaluationRoutes } from './routes/evaluation.ts';
import { importRoutes } from './routes/imports.ts';
import { reportRoutes } from './routes/reports.ts';
import { selfServiceRoutes } from './routes/self-service.ts';

/**
 * The single list of routes: gateway, documentation and tests read it. It is made of the tables of the functions, each of
 * which carries its own and no other's, because the schemas of all would make every bundle larger. Answers: `answers.ts`.
 */
export const routes = {
  ...decisionLinkRoutes,
  ...administrationRoutes,
  ...selfServiceRoutes,
  ...approvalRoutes,
  ...reportRoutes,
  ...importRoutes,
  ...evaluationRoutes,
  ...documentationRoutes,
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof routes;
export type OperationOf<F extends ApiFunction> = {
  [O in Operation]: (typeof routes)[O]['function'] extends F ? O : never;
}[Operation];
