import { KeysUnavailable } from '#shared/access-tokens/keys-unavailable';
import type { VerifyAccessToken } from '#shared/access-tokens/verify-access-token';
import { Refusal } from '#shared/domain/refusal';
import type { Ports } from '#shared/ports';
import { type Caller, identify } from '#shared/use-cases/caller';
import { claimsIn, type MfaClaims, sessionOf } from './bearer.ts';
import { bearerToken } from './bearer-token.ts';

interface Needs extends Pick<Ports, 'principals' | 'now'> {
  readonly verify: VerifyAccessToken;
  readonly mfaClaims: MfaClaims;
}

/**
 * Who has signed in on the page of a link; nobody when there is no token. Nothing in front of these routes has looked at
 * it, so it is checked here, and one that is not good is never taken for none.
 *
 * @param authorization the header of the request
 * @throws Refusal token_not_valid | identity_provider_unreachable | unknown_principal | principal_disabled
 */
export async function linkSession(
  authorization: string | undefined,
  { verify, mfaClaims, ...needs }: Needs,
): Promise<Pick<Caller, 'view' | 'session'> | undefined> {
  if (authorization === undefined) return undefined;
  const token = bearerToken(authorization);
  const verified = await verify(token, needs.now()).catch((error: unknown) => {
    if (!(error instanceof KeysUnavailable)) throw error;
    throw new Refusal('identity_provider_unreachable', { cause: error });
  });
  const claims = verified && claimsIn(token);
  if (!claims) throw new Refusal('token_not_valid');
  const view = await identify({ issuer: verified.iss, subject: verified.sub }, needs);
  return { view, session: sessionOf(claims, mfaClaims) };
}
