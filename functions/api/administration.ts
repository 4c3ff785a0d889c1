import { administrationPorts } from '#shared/administration-wiring';
import { readEnvironment } from '#shared/config';
import { memberHandlers } from '#shared/http/administration/members';
import { onboardingHandlers } from '#shared/http/administration/onboarding';
import { resourceHandlers } from '#shared/http/administration/resources';
import { roleHandlers } from '#shared/http/administration/roles';
import { settingsHandlers } from '#shared/http/administration/settings';
import { apiFunction } from '#shared/http/api';

const ports = administrationPorts();

/** What administrators set up: consent, roles, settings, resources, principals, assignments. */
export const handler = apiFunction(
  'administration',
  {
    ...onboardingHandlers(ports, readEnvironment('onboarding')),
    ...roleHandlers(ports),
    ...resourceHandlers(ports),
    ...settingsHandlers(ports),
    ...memberHandlers(ports),
  },
  ports,
);
