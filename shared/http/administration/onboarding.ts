import type { Ports } from '#shared/ports';
import { consent } from '#shared/use-cases/consent';
import type { Handlers } from '../api.ts';
import { consenterOf, type Entitled } from '../consenter.ts';

type Needs = Pick<Ports, 'onboardings' | 'principals' | 'newId' | 'now'>;

/** The consent that opens Lapse. */
export function onboardingHandlers(ports: Needs, entitled: Entitled) {
  return {
    getOnboarding: async () => {
      const onboarding = await ports.onboardings.find();
      return { status: 200, body: { consented: onboarding !== undefined, directoryRoles: false, ...onboarding } };
    },
    consent: async ({ claims }) => {
      const onboarding = await consent(consenterOf(claims, entitled), ports);
      return { status: 200, body: { consented: true, directoryRoles: false, ...onboarding } };
    },
  } satisfies Partial<Handlers<'administration'>>;
}
