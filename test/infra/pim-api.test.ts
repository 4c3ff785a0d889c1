import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Route, routeKey } from '#shared/http/route';
import { routes } from '#shared/http/routes';
import { functionId, ownName, severalIssuers, synthesizeLapse } from './synthesized.ts';

const { template } = synthesizeLapse();
const all = Object.entries<Route>(routes);
const isAnonymous = ({ relation }: Route) => relation === 'public' || relation === 'link';

const deployed = new Map(
  Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(({ Properties }) => [
    String(Properties.RouteKey),
    Properties,
  ]),
);

const searched = ['/v1/principals', '/v1/roles', '/v1/resources'];

/** Requests a second, and at once. */
function limitFor({ relation, method, path }: Route): [number, number] {
  if (relation === 'workload') return [500, 1_000];
  if (method === 'POST' && /\/decisions?(\/preview|\/renew)?$/.test(path)) return [10, 20];
  if (relation === 'public') return [20, 40];
  if (method === 'GET' && searched.includes(path)) return [10, 20];
  return method === 'GET' ? [100, 200] : [25, 50];
}

describe('the HTTP API', () => {
  it('has the routes of the route table and no other', () => {
    expect([...deployed.keys()].sort()).toEqual(all.map(([, route]) => routeKey(route)).sort());
  });

  it.each(all)('leads %s to the function of its trust boundary', (_, route) => {
    const [, integrationId] = deployed.get(routeKey(route))?.Target['Fn::Join'][1] ?? [];

    const { Properties } = template.findResources('AWS::ApiGatewayV2::Integration')[integrationId?.Ref] ?? {};
    expect(Properties?.IntegrationUri).toEqual({
      'Fn::GetAtt': [functionId(template, `api/${route.function}`), 'Arn'],
    });
    expect(Properties?.PayloadFormatVersion).toBe('2.0');
  });

  it.each(all.filter(([, route]) => !isAnonymous(route)))('lets nobody without a token reach %s', (_, route) => {
    expect(deployed.get(routeKey(route))).toMatchObject({
      AuthorizationType: 'JWT',
      AuthorizerId: { Ref: Object.keys(template.findResources('AWS::ApiGatewayV2::Authorizer'))[0] },
    });
  });

  it('is open to everybody on health, pages and the POSTs of decision links, and what describes the API only', () => {
    const open = [...deployed.values()].filter(({ AuthorizationType }) => AuthorizationType !== 'JWT');

    expect(open.map(({ RouteKey }) => RouteKey).sort()).toEqual([
      'ANY /decide',
      'GET /.well-known/authzen-configuration',
      'GET /approvals',
      'GET /docs',
      'GET /health',
      'GET /join',
      'GET /openapi.json',
      'GET /{link}',
      'POST /decisions',
      'POST /decisions/preview',
      'POST /decisions/renew',
    ]);
  });

  it('asks applications that evaluate for their scope, and nobody else for one', () => {
    const withScopes = [...deployed.values()].filter(({ AuthorizationScopes }) => AuthorizationScopes);

    expect(withScopes.map(({ RouteKey, AuthorizationScopes }) => [RouteKey, AuthorizationScopes]).sort()).toEqual([
      ['POST /access/v1/evaluation', ['access:evaluate']],
      ['POST /access/v1/evaluations', ['access:evaluate']],
    ]);
  });

  it('takes tokens of the configured issuer for the configured audience', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: ['lapse'], Issuer: 'https://login.example.com' },
    });
  });

  it('is for pages of no other site unless told', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
  });

  it('shows pages of the configured sites the step-up challenge', () => {
    const { template } = synthesizeLapse({ allowedOrigins: 'https://portal.example.com' });

    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: {
        AllowCredentials: Match.absent(),
        AllowOrigins: ['https://portal.example.com'],
        ExposeHeaders: Match.arrayWith(['www-authenticate', 'retry-after']),
      },
    });
  });

  it.each(all)('limits how often all together call %s', (_, route) => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    const { DefaultRouteSettings, RouteSettings } = stage?.Properties ?? {};
    const { ThrottlingRateLimit, ThrottlingBurstLimit } = RouteSettings[routeKey(route)] ?? DefaultRouteSettings;

    expect([ThrottlingRateLimit, ThrottlingBurstLimit]).toEqual(limitFor(route));
  });

  it('limits decisions and searches most, and what applications ask least', () => {
    const ratesOf = (matching: (route: Route) => boolean) =>
      new Set(all.filter(([, route]) => matching(route)).map(([, route]) => limitFor(route)[0]));
    const isDecision = ({ method, path }: Route) => method === 'POST' && /decision/.test(path);

    expect([...ratesOf(isDecision)]).toEqual([10]);
    expect([...ratesOf(({ method, path }) => method === 'GET' && searched.includes(path))]).toEqual([10]);
    expect(Math.min(...ratesOf((route) => !isDecision(route) && !searched.includes(route.path)))).toBeGreaterThan(10);
    expect([...ratesOf(({ relation }) => relation === 'workload')]).toEqual([500]);
  });

  it('sets the limits after the routes they are for', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));

    expect(stage?.DependsOn).toEqual(
      expect.arrayContaining(Object.keys(template.findResources('AWS::ApiGatewayV2::Route'))),
    );
  });

  it('logs no path, query, address, claim or header, where a token could stand', () => {
    const [stage] = Object.values(template.findResources('AWS::ApiGatewayV2::Stage'));
    const fields = Object.values(JSON.parse(stage?.Properties.AccessLogSettings.Format));

    expect(fields.sort()).toEqual([
      '$context.error.responseType',
      '$context.integrationLatency',
      '$context.requestId',
      '$context.requestTime',
      '$context.responseLatency',
      '$context.routeKey',
      '$context.status',
    ]);
  });
});

describe('the HTTP API of several issuers', () => {
  const { template } = synthesizeLapse(severalIssuers);
  const [[authorizerId, authorizer] = []] = Object.entries(template.findResources('AWS::ApiGatewayV2::Authorizer'));
  const routesOf = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(
    ({ Properties }) => Properties,
  );
  const checker = functionId(template, 'authorizer/check-token');

  it('asks one function about every token, those of the main issuer included', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 1);
    expect(authorizer?.Properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
    });
    expect(JSON.stringify(authorizer?.Properties.AuthorizerUri)).toContain(`"${checker}","Arn"`);
    expect(
      JSON.parse(
        template.findResources('AWS::Lambda::Function')[checker]?.Properties.Environment.Variables.TRUSTED_ISSUERS,
      ),
    ).toEqual([
      { issuer: 'https://login.example.com', audience: 'lapse' },
      { issuer: 'https://partner.example', audience: 'lapse-guests' },
    ]);
  });

  it('keeps an answer under the whole token and nothing else, at most five minutes', () => {
    expect(authorizer?.Properties.IdentitySource).toEqual(['$request.header.Authorization']);
    expect(authorizer?.Properties.AuthorizerResultTtlInSeconds).toBeLessThanOrEqual(300);
  });

  it.each(all)('lets nobody without a token reach %s, unless everybody may', (_, route) => {
    const wanted = isAnonymous(route)
      ? { AuthorizationType: 'NONE' }
      : { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: authorizerId } };

    expect(routesOf.find(({ RouteKey }) => RouteKey === routeKey(route))).toMatchObject(wanted);
  });

  it('names no scopes, which API Gateway refuses here: the functions look at them', () => {
    for (const properties of routesOf) expect(properties).not.toHaveProperty('AuthorizationScopes');
  });

  it('lets API Gateway call the function, for this authorizer only', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'))
      .map(({ Properties }) => Properties)
      .filter(({ FunctionName }) => JSON.stringify(FunctionName).includes(checker));

    expect(permissions).toMatchObject([{ Action: 'lambda:InvokeFunction', Principal: 'apigateway.amazonaws.com' }]);
    expect(JSON.stringify(permissions[0]?.SourceArn)).toContain(`/authorizers/",{"Ref":"${authorizerId}"}`);
  });
});

describe('the public origin', () => {
  const originOf = ({ template }: ReturnType<typeof synthesizeLapse>) =>
    template.findResources('AWS::Lambda::Function')[functionId(template, 'stream/notify')]?.Properties.Environment
      .Variables.PUBLIC_ORIGIN;

  it('is the address of the API unless told', () => {
    const [api] = Object.keys(template.findResources('AWS::ApiGatewayV2::Api'));

    expect(originOf(synthesizeLapse())).toEqual({ 'Fn::GetAtt': [api, 'ApiEndpoint'] });
  });

  it('is the one configured', () => {
    expect(originOf(synthesizeLapse({ origin: 'https://lapse.example.com' }))).toBe('https://lapse.example.com');
  });

  it('is the name the API was given, unless told', () => {
    const origin = 'https://portal.example.com';

    expect(originOf(synthesizeLapse(ownName))).toBe('https://lapse.example.com');
    expect(originOf(synthesizeLapse({ ...ownName, origin }))).toBe(origin);
  });
});
