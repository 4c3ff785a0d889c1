import { administrationPorts } from '#shared/administration-wiring';
import { readEnvironment } from '#shared/config';
import { assignmentHandlers } from '#shared/http/administration/assignments';
import { onboardingHandlers } from '#shared/http/administration/onboarding';
import { principalHandlers } from '#shared/http/administration/principals';
import { reviewHandlers } from '#shared/http/administration/reviews';
import { revocationHandlers } from '#shared/http/administration/revocations';
import { apiFunction } from '#shared/http/api';

const ports = administrationPorts();

/** What administrators set up: consent, roles, settings, resources, principals, assignments. */
export const handler = apiFunction(
  'administration',
  {
    ...onboardingHandlers(ports, readEnvironment('onboarding')),
    ...revocationHandlers(ports),
    ...reviewHandlers(ports),
    ...principalHandlers(ports),
    ...assignmentHandlers(ports),
  },
  ports,
);
