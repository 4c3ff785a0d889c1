import { administrationPorts } from '#shared/administration-wiring';
import { readEnvironment } from '#shared/config';
import { onboardingHandlers } from '#shared/http/administration/onboarding';
import { apiFunction } from '#shared/http/api';

const ports = administrationPorts();

/** What administrators set up: consent, roles, settings, resources, principals, assignments. */
export const handler = apiFunction(
  'administration',
  { ...onboardingHandlers(ports, readEnvironment('onboarding')) },
  ports,
);
