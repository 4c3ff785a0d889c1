import type { Assignment } from '#shared/domain/assignment';
import type { Principal } from '#shared/domain/principal';
import type { EventDraft } from '#shared/ports';

/** Who has consented, and what it opened. */
export interface Onboarding {
  readonly consentedBy: string;
  readonly consentedAt: string;
  /** Who signed up for the roles of the directory, and when; absent before. */
  readonly directoryRolesBy?: string;
  readonly directoryRolesAt?: string;
}

export interface Onboardings {
  find(): Promise<Onboarding | undefined>;
  /**
   * Writes consent, built-in roles, the first administrator and both permanent assignments in one transaction.
   *
   * @returns false when somebody has consented before
   */
  consent(
    first: { principal: Principal; assignments: Assignment[] },
    onboarding: Onboarding,
    event: EventDraft,
  ): Promise<boolean>;
}
