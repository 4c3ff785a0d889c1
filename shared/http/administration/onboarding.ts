import type { Ports } from '#shared/ports';
import type { Onboarding } from '#shared/ports/onboardings';
import { consent } from '#shared/use-cases/consent';
import { signUpForDirectoryRoles } from '#shared/use-cases/sign-up-for-directory-roles';
import type { Handlers } from '../api.ts';
import { consenterOf, type Entitled } from '../consenter.ts';

type Needs = Pick<Ports, 'onboardings' | 'directorySignUp' | 'principals' | 'roles' | 'newId' | 'now'>;

/** The consent that opens Lapse, and the sign-up for the roles of the directory. */
export function onboardingHandlers(ports: Needs, entitled: Entitled) {
  return {
    getOnboarding: async () => ({ status: 200, body: onboardingView(await ports.onboardings.find()) }),
    consent: async ({ claims }) => {
      const onboarding = await consent(consenterOf(claims, entitled), ports);
      return { status: 200, body: onboardingView(onboarding) };
    },
    signUpForDirectoryRoles: async ({ caller }) => {
      const onboarding = await signUpForDirectoryRoles(caller, ports);
      return { status: 200, body: onboardingView(onboarding) };
    },
  } satisfies Partial<Handlers<'administration'>>;
}

function onboardingView(onboarding: Onboarding | undefined) {
  if (!onboarding) return { consented: false, directoryRoles: false };
  const { consentedBy, consentedAt, directoryRolesAt } = onboarding;
  return { consented: true, directoryRoles: directoryRolesAt !== undefined, consentedBy, consentedAt };
}
