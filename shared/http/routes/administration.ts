import type { Route } from '../route.ts';
import { assignmentRoutes } from './assignments.ts';
import { exportRoutes } from './export.ts';
import { memberRoutes } from './members.ts';
import { onboardingRoutes } from './onboarding.ts';
import { principalRoutes } from './principals.ts';
import { resourceRoutes } from './resources.ts';
import { reviewRoutes } from './reviews.ts';
import { revocationRoutes } from './revocations.ts';
import { roleRoutes } from './roles.ts';
import { settingsRoutes } from './settings.ts';

/** Everything the function of administrators serves, one file for each noun. */
export const administrationRoutes = {
  ...onboardingRoutes,
  ...roleRoutes,
  ...resourceRoutes,
  ...settingsRoutes,
  ...exportRoutes,
  ...memberRoutes,
  ...principalRoutes,
  ...assignmentRoutes,
  ...revocationRoutes,
  ...reviewRoutes,
} as const satisfies Record<string, Route>;
