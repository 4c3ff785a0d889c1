import { directorySignUpStore } from '#shared/dynamodb/directory-sign-up-store';
import { onboardingHandlers } from '#shared/http/administration/onboarding';
import { callerPorts, decidingPorts, type TableNeeds } from '#shared/wiring';

/** The consent that opens Lapse, and the sign-up for the roles of the directory. */
export const wireOnboarding = (needs: TableNeeds, entitled: Parameters<typeof onboardingHandlers>[1]) =>
  onboardingHandlers(
    { ...decidingPorts(needs), ...callerPorts(needs), directorySignUp: directorySignUpStore(needs) },
    entitled,
  );
