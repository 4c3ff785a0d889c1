import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnStage,
  CorsHttpMethod,
  type CorsPreflightOptions,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type HttpRouteProps,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { type ApiFunction, apiFunctions, type Route } from '#shared/http/route';
import { routes } from '#shared/http/routes';
import type { Settings } from '../settings.ts';
import { accept } from './accept.ts';
import { PimAlarm } from './pim-alarm.ts';
import type { FunctionSettings, PimFunction } from './pim-function.ts';
import { EVERYBODY, routeSettings } from './throttling.ts';
import { TokenCheck } from './token-check.ts';

/** Why a route takes no token, for who checks that each of them does. */
const OPEN_BECAUSE = {
  public: 'It answers everybody the same, changes nothing and knows no secret: health, descriptions, an empty page.',
  link: 'The function itself checks the signed link in the body, and where the role demands it a token with MFA, too.',
};

/** What a request leaves in the log: no path, query or address, which could hold a token or tell who asks for what. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  milliseconds: '$context.responseLatency',
  functionMilliseconds: '$context.integrationLatency',
  gatewayError: '$context.error.responseType',
};

/** The HTTP API with the routes of `routes.ts` and nothing else; a token is checked before any function runs. */
export class PimApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { allowedOrigins, stackName, domainName }: Settings) {
    super(scope, id);
    const corsPreflight = crossOrigin(allowedOrigins);
    this.api = new HttpApi(this, 'Api', {
      description: 'Lapse: privileged access that lapses',
      apiName: stackName,
      createDefaultStage: false,
      // One door: a second one would lead around whatever stands in front of the first.
      disableExecuteApiEndpoint: domainName !== undefined,
      ...(corsPreflight && { corsPreflight }),
    });
    this.raiseAlarms();
  }

  /** Where everybody finds the API: as configured, or its own endpoint. */
  publicOrigin({ origin, domainName }: Settings): string {
    return origin ?? (domainName ? `https://${domainName}` : this.api.apiEndpoint);
  }

  /** Puts the functions behind the routes; apart from the constructor because functions know the address of the API. */
  serve(functions: Readonly<Record<ApiFunction, PimFunction>>, settings: FunctionSettings & Settings): CfnStage {
    const tokens = new TokenCheck(this, 'TokenCheck', settings);
    const created = apiFunctions.flatMap((name) => {
      const integration = new HttpLambdaIntegration(name, functions[name], { scopePermissionToRoute: false });
      return Object.entries<Route>(routes)
        .filter(([, route]) => route.function === name)
        .map(([operation, route]) => {
          const authorizer = isAnonymous(route) ? new HttpNoneAuthorizer() : tokens.authorizer;
          const scopes = tokens.checksScopes && route.scopes ? { authorizationScopes: [...route.scopes] } : {};
          return this.createRoute(operation, route, { integration, authorizer, ...scopes });
        });
    });
    // API Gateway refuses limits for routes it does not know yet.
    const stage = this.createStage(settings);
    stage.node.addDependency(...created);
    return stage;
  }

  private createRoute(operation: string, route: Route, behind: Omit<HttpRouteProps, 'httpApi' | 'routeKey'>) {
    const routeKey = HttpRouteKey.with(route.path, HttpMethod[route.method]);
    const created = new HttpRoute(this, operation, { ...behind, httpApi: this.api, routeKey });
    if (isAnonymous(route)) accept(created, 'AwsSolutions-APIG4', OPEN_BECAUSE[route.relation]);
    return created;
  }

  private createStage({ logRetentionDays, logKey }: FunctionSettings): CfnStage {
    const logs = new LogGroup(this, 'AccessLogs', {
      retention: logRetentionDays,
      encryptionKey: logKey,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    return new CfnStage(this, 'Stage', {
      apiId: this.api.apiId,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: { destinationArn: logs.logGroupArn, format: JSON.stringify(ACCESS_LOG) },
      defaultRouteSettings: { throttlingRateLimit: EVERYBODY.rate, throttlingBurstLimit: EVERYBODY.burst },
      routeSettings: routeSettings(Object.values<Route>(routes)),
    });
  }

  private raiseAlarms(): void {
    new PimAlarm(this, 'ServerErrors', {
      metric: this.api.metricServerError({ period: Duration.minutes(5) }),
      atLeast: 5,
      hurts: 'Callers get errors that are not their fault: nobody can activate or decide, or only some can.',
    });
    new PimAlarm(this, 'Slow', {
      metric: this.api.metricLatency({ period: Duration.minutes(5), statistic: 'p99' }),
      // Milliseconds.
      atLeast: 3_000,
      periods: 3,
      hurts: 'One caller in a hundred waits longer than three seconds.',
    });
  }
}

/** Those the routes have; `ANY` is the decision page's, which no other site's page may call. */
function crossOriginMethods(): CorsHttpMethod[] {
  const methods = new Set(Object.values<Route>(routes).map(({ method }) => method));
  return [...methods].filter((method) => method !== 'ANY').map((method) => CorsHttpMethod[method]);
}

const isAnonymous = (route: Route): route is Route & { relation: keyof typeof OPEN_BECAUSE } =>
  route.relation in OPEN_BECAUSE;

function crossOrigin(allowedOrigins: string[]): CorsPreflightOptions | undefined {
  if (allowedOrigins.length === 0) return undefined;
  return {
    allowOrigins: allowedOrigins,
    allowMethods: crossOriginMethods(),
    allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match', 'if-none-match'],
    exposeHeaders: ['www-authenticate', 'retry-after', 'etag', 'link'],
    maxAge: Duration.hours(1),
  };
}
