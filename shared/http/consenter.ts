import { readSignInIdentity } from '#shared/domain/sign-in-identity';
import type { Consenter } from '#shared/use-cases/consent';
import { type Claims, hasClaim } from './bearer.ts';

/** Who may consent, as the deployment says. */
export interface Entitled {
  readonly FIRST_ADMINISTRATOR: string;
  readonly CONSENT_CLAIM: string;
  readonly CONSENT_ISSUER: string;
}

/**
 * Who wants to consent, and whether they may: the one named at deployment as `issuer|subject`, or whoever the main
 * identity provider calls a global administrator by a claim `name=value` (a list counts when it holds the value). What
 * other issuers say of their people counts for nothing here.
 */
export function consenterOf(
  claims: Claims,
  { FIRST_ADMINISTRATOR, CONSENT_CLAIM, CONSENT_ISSUER }: Entitled,
): Consenter {
  const { iss: issuer, sub: subject, name: displayName, email } = claims;
  const isClaimed = issuer === CONSENT_ISSUER && hasClaim(claims, CONSENT_CLAIM);
  const first = readSignInIdentity(FIRST_ADMINISTRATOR);
  const isNamed = first?.issuer === issuer && first.subject === subject;
  return { issuer, subject, displayName, email, entitled: isNamed || isClaimed };
}
