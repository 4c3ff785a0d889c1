import * as v from 'valibot';
import { Refusal } from '#shared/domain/refusal';
import type { SignIn } from '#shared/ports/sign-in';
import { discover, kept, SafeAddress } from './discovery.ts';

const Endpoints = v.object({ authorization_endpoint: SafeAddress, token_endpoint: SafeAddress });

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
  const endpoints = kept(() => discover(issuer, Endpoints));
  return {
    issuer,
    async offer() {
      const found = await endpoints().catch((cause) => {
        throw new Refusal('identity_provider_unreachable', { cause });
      });
      return { authorizationEndpoint: found.authorization_endpoint, tokenEndpoint: found.token_endpoint, ...client };
    },
  };
}
