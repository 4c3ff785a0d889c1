import { administrationPorts } from '#shared/administration-wiring';
import { readEnvironment } from '#shared/config';
import { assignmentHandlers } from '#shared/http/administration/assignments';
import { onboardingHandlers } from '#shared/http/administration/onboarding';
import { apiFunction } from '#shared/http/api';
import { tablePorts } from '#shared/wiring';

const ports = { ...tablePorts(), ...administrationPorts() };

/** What administrators set up: consent, roles, settings, resources, principals, assignments. */
export const handler = apiFunction(
  'administration',
  { ...onboardingHandlers(ports, readEnvironment('onboarding')), ...assignmentHandlers(ports) },
  ports,
);
