import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { createAccessTokenVerifier } from '#shared/access-tokens/verify-access-token';
import { readEnvironment } from '#shared/config';
import { bearerToken } from '#shared/http/bearer';

const verify = createAccessTokenVerifier(readEnvironment('trustedIssuers').TRUSTED_ISSUERS);

/**
 * Tells API Gateway whose token of a trusted issuer it is (simple response of payload format 2.0).
 *
 * One that is not good goes on as nobody, without any identity, and the middleware of the API refuses it before it does
 * anything else: an HTTP API knows no 401 from a function that says no, only 403, and a caller whose token has lapsed has
 * to be told to sign in again (RFC 6750, 3.1), as API Gateway's own authorizer tells them. Nothing is ever served without
 * issuer, subject and end in the context.
 *
 * Keys that cannot be fetched are an error, which API Gateway answers 500 and keeps for nobody.
 */
export async function handler({ identitySource }: Pick<APIGatewayRequestAuthorizerEventV2, 'identitySource'>) {
  const token = await verify(bearerToken(identitySource[0]), new Date().toISOString());
  if (!token) return { isAuthorized: true, context: { refused: 'invalid_token' } };
  // As text, like the claims of API Gateway's own authorizer: a number might come back written differently.
  return { isAuthorized: true, context: { iss: token.iss, sub: token.sub, exp: String(token.exp) } };
}
