import { administrationPorts } from '#shared/administration-wiring';
import { readEnvironment } from '#shared/config';
import { memberHandlers } from '#shared/http/administration/members';
import { onboardingHandlers } from '#shared/http/administration/onboarding';
import { principalHandlers } from '#shared/http/administration/principals';
import { resourceHandlers } from '#shared/http/administration/resources';
import { reviewHandlers } from '#shared/http/administration/reviews';
import { revocationHandlers } from '#shared/http/administration/revocations';
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
    ...revocationHandlers(ports),
    ...reviewHandlers(ports),
    ...principalHandlers(ports),
  },
  ports,
);
