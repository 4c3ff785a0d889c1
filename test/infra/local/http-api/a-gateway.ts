import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createHttpApi } from '#infra/local/http-api/http-api';
import { readTemplate } from '#infra/local/template';
import { serve } from '../services.ts';
import { writeTemplate } from '../tiny-template.ts';

export const AUDIENCE = 'lapse';
export const PORTAL = 'https://portal.example.test';
export type Event = Record<string, unknown> & { rawPath: string };
export type Handler = (event: Event, functionArn: string) => unknown;

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>;
const keys = await generateKeyPair('RS256', { extractable: true });
export const strangersKeys = await generateKeyPair('RS256', { extractable: true });
/** The issuer of the API that was started last, and how often its documents were fetched. */
export let issuer: string;
export let look: { ups: number };

async function startIssuer(): Promise<string> {
  const jwks = { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k', alg: 'RS256', use: 'sig' }] };
  look = { ups: 0 };
  const { origin } = await serve((request, response) => {
    look.ups += 1;
    const discovery = { issuer: origin, jwks_uri: `${origin}/jwks` };
    response.end(JSON.stringify(request.url === '/jwks' ? jwks : discovery));
  });
  return origin;
}

/** An API with these route keys; `jwt` in the settings puts the authorizer in front of a route. */
export async function startApi(
  routes: Record<string, { jwt?: boolean; custom?: boolean; scopes?: string[]; timeout?: number }>,
  handler: Handler,
  api: object = {},
  now: () => number = Date.now,
) {
  issuer = await startIssuer();
  const entries = Object.entries(routes).flatMap(([key, { jwt, custom, scopes, timeout }], index) => [
    [`Integration${index}`, integration(`arn:${key}`, timeout)],
    [`Route${index}`, route(key, `Integration${index}`, jwt ? 'JWT' : custom && 'CUSTOM', scopes)],
  ]);
  const resources = {
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: api },
    Authorizer: {
      Type: 'AWS::ApiGatewayV2::Authorizer',
      Properties: { AuthorizerType: 'JWT', JwtConfiguration: { Issuer: issuer, Audience: [AUDIENCE] } },
    },
    Checker: checker(),
    ...Object.fromEntries(entries),
  };
  const invoke = async (functionArn: string, event: unknown) => handler(event as Event, functionArn);
  const listener = createHttpApi({ template: readTemplate(writeTemplate({ resources })), invoke, now });
  const { origin } = await serve(listener);
  return (path: string, init?: RequestInit) => fetch(origin + path, init);
}

const integration = (uri: string, timeout?: number) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { IntegrationUri: uri, PayloadFormatVersion: '2.0', ...(timeout && { TimeoutInMillis: timeout }) },
});
export const CHECKER = 'arn:aws:lambda:eu-west-1:000000000000:function:Checker';
export const KEPT_SECONDS = 60;
export const checker = (change: object = {}) => ({
  Type: 'AWS::ApiGatewayV2::Authorizer',
  Properties: {
    AuthorizerType: 'REQUEST',
    AuthorizerUri: `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${CHECKER}/invocations`,
    AuthorizerPayloadFormatVersion: '2.0',
    EnableSimpleResponses: true,
    IdentitySource: ['$request.header.Authorization'],
    AuthorizerResultTtlInSeconds: KEPT_SECONDS,
    ...change,
  },
});
const route = (key: string, target: string, authorization?: 'JWT' | 'CUSTOM' | false, scopes?: string[]) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    RouteKey: key,
    Target: { 'Fn::Join': ['', ['integrations/', { Ref: target }]] },
    ...(authorization && {
      AuthorizationType: authorization,
      AuthorizerId: { Ref: authorization === 'JWT' ? 'Authorizer' : 'Checker' },
    }),
    ...(scopes && { AuthorizationScopes: scopes }),
  },
});

interface TokenOptions {
  claims?: Record<string, unknown>;
  audience?: string;
  issuedBy?: string;
  expires?: string;
  signedBy?: KeyPair;
}

export function token({
  claims = {},
  audience = AUDIENCE,
  issuedBy = issuer,
  expires = '1h',
  signedBy = keys,
}: TokenOptions = {}) {
  return new SignJWT({ sub: 'ada', ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(issuedBy)
    .setAudience(audience)
    .setExpirationTime(expires)
    .sign(signedBy.privateKey);
}

export const bearing = (jwt: string) => ({ headers: { authorization: `Bearer ${jwt}` } });
export const echo: Handler = (event) => event;
export const EVERYTHING: Handler = (_, functionArn) => ({ statusCode: 200, body: functionArn });
