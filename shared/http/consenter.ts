import type { Consenter } from '#shared/use-cases/consent';
import type { Claims } from './bearer.ts';

/**
 * Who wants to consent, and whether they may: the one named at deployment as `issuer|subject`, or whoever the identity
 * provider calls a global administrator by a claim `name=value` (a list counts when it holds the value).
 */
export function consenterOf(claims: Claims, firstAdministrator: string, consentClaim: string): Consenter {
  const { iss: issuer, sub: subject, name: displayName, email } = claims;
  const entitled = firstAdministrator === `${issuer}|${subject}` || hasClaim(claims, consentClaim);
  return { issuer, subject, displayName, email, entitled };
}

function hasClaim(claims: Claims, wanted: string): boolean {
  const divider = wanted.indexOf('=');
  if (divider < 1) return false;
  const value = wanted.slice(divider + 1);
  const given = claims[wanted.slice(0, divider)];
  return Array.isArray(given) ? given.includes(value) : given === value;
}
