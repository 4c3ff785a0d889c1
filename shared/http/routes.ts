import type { ApiFunction, Route } from './route.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { decisionLinkRoutes } from './routes/decision-links.ts';
import { documentationRoutes } from './routes/documentation.ts';
import { evaluationRoutes } from './routes/evaluation.ts';
import { onboardingRoutes } from './routes/onboarding.ts';
import { reportRoutes } from './routes/reports.ts';
import { selfServiceRoutes } from './routes/self-service.ts';

/** The single list of routes: gateway, router, documentation and tests read it. Answers: `answers.ts`. */
export const routes = {
  ...decisionLinkRoutes,
  ...onboardingRoutes,
  ...selfServiceRoutes,
  ...approvalRoutes,
  ...reportRoutes,
  ...evaluationRoutes,
  ...documentationRoutes,
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof routes;
export type OperationOf<F extends ApiFunction> = {
  [O in Operation]: (typeof routes)[O]['function'] extends F ? O : never;
}[Operation];
