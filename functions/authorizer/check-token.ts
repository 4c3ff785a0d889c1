import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { createAccessTokenVerifier } from '#shared/access-tokens/verify-access-token';
import { readEnvironment } from '#shared/config';
import { bearerToken } from '#shared/http/bearer';

const verify = createAccessTokenVerifier(readEnvironment('trustedIssuers').TRUSTED_ISSUERS);

/**
 * Tells API Gateway whether a token is one of a trusted issuer (simple response of payload format 2.0). Keys that cannot
 * be fetched are an error, which API Gateway answers 500 and keeps for nobody.
 */
export async function handler({ identitySource }: Pick<APIGatewayRequestAuthorizerEventV2, 'identitySource'>) {
  const token = await verify(bearerToken(identitySource[0]), new Date().toISOString());
  if (!token) return { isAuthorized: false };
  // As text, like the claims of API Gateway's own authorizer: a number might come back written differently.
  return { isAuthorized: true, context: { iss: token.iss, sub: token.sub, exp: String(token.exp) } };
}
