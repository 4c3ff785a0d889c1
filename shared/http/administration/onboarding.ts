import type { Actor } from '#shared/domain/audit-event';
import type { Ports } from '#shared/ports';
import type { Onboarding } from '#shared/ports/onboardings';
import { consent } from '#shared/use-cases/consent';
import { namePeople } from '#shared/use-cases/name-people';
import { signUpForDirectoryRoles } from '#shared/use-cases/sign-up-for-directory-roles';
import type { Handlers } from '../api.ts';
import { consenterOf, type Entitled } from '../consenter.ts';

type Needs = Pick<Ports, 'onboardings' | 'directorySignUp' | 'principals' | 'roles' | 'newId' | 'now'>;

/** The consent that opens Lapse, and the sign-up for the roles of the directory. */
export function onboardingHandlers(ports: Needs, entitled: Entitled) {
  return {
    getOnboarding: async () => ({ status: 200, body: await onboardingView(await ports.onboardings.find(), ports) }),
    consent: async ({ claims }) => {
      const onboarding = await consent(consenterOf(claims, entitled), ports);
      return { status: 200, body: await onboardingView(onboarding, ports) };
    },
    signUpForDirectoryRoles: async ({ caller }) => {
      const onboarding = await signUpForDirectoryRoles(caller, ports);
      return { status: 200, body: await onboardingView(onboarding, ports, [caller.view.principal]) };
    },
  } satisfies Partial<Handlers<'administration'>>;
}

async function onboardingView(onboarding: Onboarding | undefined, ports: Needs, known: readonly Actor[] = []) {
  if (!onboarding) return { consented: false, directoryRoles: false };
  const { consentedBy, consentedAt, directoryRolesAt } = onboarding;
  const nameOf = await namePeople([consentedBy], ports, known);
  const directoryRoles = directoryRolesAt !== undefined;
  return { consented: true, directoryRoles, consentedBy: nameOf(consentedBy), consentedAt };
}
