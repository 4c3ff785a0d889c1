import type { ApiFunction, Route } from './route.ts';
import { approvalRoutes } from './routes/approvals.ts';
import { decisionLinkRoutes } from './routes/decision-links.ts';
import { evaluationRoutes } from './routes/evaluation.ts';
import { memberRoutes } from './routes/members.ts';
import { onboardingRoutes } from './routes/onboarding.ts';
import { principalRoutes } from './routes/principals.ts';
import { reportRoutes } from './routes/reports.ts';
import { resourceRoutes } from './routes/resources.ts';
import { revocationRoutes } from './routes/revocations.ts';
import { roleRoutes } from './routes/roles.ts';
import { runningActivationRoutes } from './routes/running-activations.ts';
import { selfServiceRoutes } from './routes/self-service.ts';
import { settingsRoutes } from './routes/settings.ts';

/** The single list of routes: gateway, router, documentation and tests read it. Answers: `api.md`. */
export const routes = {
  ...decisionLinkRoutes,
  ...onboardingRoutes,
  ...roleRoutes,
  ...resourceRoutes,
  ...settingsRoutes,
  ...memberRoutes,
  ...selfServiceRoutes,
  ...runningActivationRoutes,
  ...approvalRoutes,
  ...revocationRoutes,
  ...principalRoutes,
  ...reportRoutes,
  ...evaluationRoutes,
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof routes;
export type OperationOf<F extends ApiFunction> = {
  [O in Operation]: (typeof routes)[O]['function'] extends F ? O : never;
}[Operation];
