import { readEnvironment } from '#shared/config';
import { apiFunction } from '#shared/http/api';
import { onFirstCall } from '#shared/http/on-first-call';
import { administrationRoutes } from '#shared/http/routes/administration';
import { assignmentRoutes } from '#shared/http/routes/assignments';
import { exportRoutes } from '#shared/http/routes/export';
import { memberRoutes } from '#shared/http/routes/members';
import { onboardingRoutes } from '#shared/http/routes/onboarding';
import { principalRoutes } from '#shared/http/routes/principals';
import { resourceRoutes } from '#shared/http/routes/resources';
import { reviewRoutes } from '#shared/http/routes/reviews';
import { revocationRoutes } from '#shared/http/routes/revocations';
import { roleRoutes } from '#shared/http/routes/roles';
import { settingsRoutes } from '#shared/http/routes/settings';
import { callerPorts, dryRunPorts, rehearsableNeeds } from '#shared/wiring';

const needs = rehearsableNeeds();
const entitled = readEnvironment('onboarding');

/** What administrators set up: consent, roles, settings, resources, principals, assignments. */
export const handler = apiFunction(
  administrationRoutes,
  {
    ...onFirstCall(onboardingRoutes, async () =>
      (await import('#shared/administration-wiring/onboarding')).wireOnboarding(needs, entitled),
    ),
    ...onFirstCall(roleRoutes, async () => (await import('#shared/administration-wiring/roles')).wireRoles(needs)),
    ...onFirstCall(resourceRoutes, async () =>
      (await import('#shared/administration-wiring/resources')).wireResources(needs),
    ),
    ...onFirstCall(settingsRoutes, async () =>
      (await import('#shared/administration-wiring/settings')).wireSettings(needs),
    ),
    ...onFirstCall(exportRoutes, async () => (await import('#shared/administration-wiring/export')).wireExport(needs)),
    ...onFirstCall(memberRoutes, async () =>
      (await import('#shared/administration-wiring/members')).wireMembers(needs),
    ),
    ...onFirstCall(principalRoutes, async () =>
      (await import('#shared/administration-wiring/principals')).wirePrincipals(needs),
    ),
    ...onFirstCall(assignmentRoutes, async () =>
      (await import('#shared/administration-wiring/assignments')).wireAssignments(needs),
    ),
    ...onFirstCall(revocationRoutes, async () =>
      (await import('#shared/administration-wiring/activations')).wireRevocations(needs),
    ),
    ...onFirstCall(reviewRoutes, async () =>
      (await import('#shared/administration-wiring/activations')).wireReviews(needs),
    ),
  },
  { ...callerPorts(needs), ...dryRunPorts(needs) },
);
