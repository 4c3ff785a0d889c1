import * as v from 'valibot';
import { discover, SafeAddress } from './discovery.ts';

const Endpoints = v.object({ authorization_endpoint: SafeAddress, token_endpoint: SafeAddress });

/** Where an issuer signs people in, and where it exchanges their codes. @throws Error when it does not say so */
export async function discoverSignIn(issuer: string) {
  const found = await discover(issuer, Endpoints);
  return { authorizationEndpoint: found.authorization_endpoint, tokenEndpoint: found.token_endpoint };
}
