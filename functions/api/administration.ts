import { readEnvironment } from '#shared/config';
import { apiFunction } from '#shared/http/api';
import { consenterOf } from '#shared/http/consenter';
import { consent } from '#shared/use-cases/consent';
import { tablePorts } from '#shared/wiring';

const ports = tablePorts();
const { FIRST_ADMINISTRATOR, CONSENT_CLAIM } = readEnvironment('onboarding');

/** What administrators set up; for now, the consent that opens Lapse. */
export const handler = apiFunction(
  'administration',
  {
    getOnboarding: async () => {
      const onboarding = await ports.onboardings.find();
      return { status: 200, body: { consented: onboarding !== undefined, directoryRoles: false, ...onboarding } };
    },
    consent: async ({ claims }) => {
      const onboarding = await consent(consenterOf(claims, FIRST_ADMINISTRATOR, CONSENT_CLAIM), ports);
      return { status: 200, body: { consented: true, directoryRoles: false, ...onboarding } };
    },
  },
  ports,
);
