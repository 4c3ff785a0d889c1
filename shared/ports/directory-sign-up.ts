import type { Role } from '#shared/domain/role';
import type { EventDraft } from '#shared/ports';

/** The separate sign-up that brings the roles of the directory (ONB-3). */
export interface DirectorySignUp {
  /**
   * Records who signed up and when, and adds the roles, each with an event of its own, in one transaction.
   *
   * @throws Stale when somebody has signed up or one of the roles was added meanwhile, or nobody has consented
   */
  signUp(by: string, at: string, roles: readonly Role[], event: EventDraft): Promise<void>;
}
