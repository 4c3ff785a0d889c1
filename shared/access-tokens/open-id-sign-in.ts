import { Refusal } from '#shared/domain/refusal';
import type { SignIn } from '#shared/ports/sign-in';
import { kept } from './kept.ts';

interface OpenIdClient {
  readonly issuer: string;
  /** Empty where the deployment has registered none: then nobody signs in by a page of ours. */
  readonly clientId: string;
  readonly scope: string;
  readonly acrValues: string;
}

/** Signing in by OpenID Connect; where to is discovered when it is first asked for, and kept. */
export function openIdSignIn({ issuer, ...client }: OpenIdClient): SignIn | undefined {
  if (client.clientId === '') return undefined;
  // Loaded when somebody has to sign in, and not when a link alone is looked at.
  const endpoints = kept(async () => (await import('./sign-in-endpoints.ts')).discoverSignIn(issuer));
  return {
    issuer,
    async offer() {
      const found = await endpoints().catch((cause) => {
        throw new Refusal('identity_provider_unreachable', { cause });
      });
      return { ...found, ...client };
    },
  };
}
