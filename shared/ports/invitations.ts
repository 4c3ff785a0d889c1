import type { Invitation } from '#shared/domain/invitation';
import type { Principal } from '#shared/domain/principal';
import type { EventDraft } from '#shared/ports';

/** The newest invitation of each principal; older codes are gone. */
export interface Invitations {
  find(principalId: string): Promise<Invitation | undefined>;
  /**
   * Keeps the hash of a code about to be mailed, in place of any older one.
   *
   * @param email the address it is about to be mailed to
   * @returns false when it must not be mailed: a newer invitation was asked for, the address is another one by now, or
   *   they are disabled or sign in already
   */
  keep(invitation: Omit<Invitation, 'state'>, email: string): Promise<boolean>;
  /**
   * Binds a principal to the issuer and subject it comes with, once, and spends the invitation, in one transaction. A
   * standing administrator is counted from then on (ONB-4).
   *
   * @throws Stale when principal, invitation or identity are not as they were read
   */
  redeem(bound: Principal, expecting: Principal, invitation: Invitation, event: EventDraft): Promise<void>;
}
