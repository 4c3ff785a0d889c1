import * as v from 'valibot';
import type { Template } from '../template.ts';
import { type AuthorizerRule, readAuthorizers } from './authorizers.ts';

const RouteProperties = v.object({
  RouteKey: v.string(),
  Target: v.string(),
  AuthorizationType: v.optional(v.string(), 'NONE'),
  AuthorizerId: v.optional(v.string()),
  AuthorizationScopes: v.optional(v.array(v.string()), []),
});
const IntegrationProperties = v.object({
  IntegrationUri: v.string(),
  PayloadFormatVersion: v.literal('2.0'),
  TimeoutInMillis: v.optional(v.number(), 30_000),
});

export interface GatewayRoute {
  /** `GET /v1/roles/{id}`, `ANY /decide` or `$default`. */
  readonly key: string;
  readonly functionArn: string;
  /** Longest wait for the function, in milliseconds. */
  readonly timeout: number;
  /** Absent where anybody may call. */
  readonly authorizer?: AuthorizerRule;
}

export interface MatchedRoute {
  readonly route: GatewayRoute;
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface CompiledRoute extends GatewayRoute {
  readonly method: string;
  readonly segments: readonly string[];
}

/** Reads the routes of the template's HTTP API; @throws Error when one of them is not of a kind known here */
export function readRoutes(template: Template): GatewayRoute[] {
  const integrations = new Map(template.all('AWS::ApiGatewayV2::Integration', IntegrationProperties).map(byId));
  const authorizers = readAuthorizers(template);

  return template.all('AWS::ApiGatewayV2::Route', RouteProperties).map(({ id, properties }) => {
    const integration = integrations.get(properties.Target.replace('integrations/', ''));
    if (!integration) throw new Error(`The route ${id} leads to no integration.`);
    const route = {
      key: properties.RouteKey,
      functionArn: integration.IntegrationUri,
      timeout: integration.TimeoutInMillis,
    };
    if (properties.AuthorizationType === 'NONE') return route;
    const authorizer = authorizers.get(properties.AuthorizerId ?? '');
    if (properties.AuthorizationType !== (authorizer?.kind === 'jwt' ? 'JWT' : 'CUSTOM') || !authorizer) {
      throw new Error(`The route ${id} has an authorizer of an unknown kind.`);
    }
    const scopes = properties.AuthorizationScopes;
    return { ...route, authorizer: authorizer.kind === 'jwt' ? { ...authorizer, scopes } : authorizer };
  });
}

const byId = <P>({ id, properties }: { id: string; properties: P }) => [id, properties] as const;

/**
 * Makes the look-up API Gateway does: an exact path before `{variable}` before `{proxy+}` before `$default`, a method
 * before ANY.
 */
export function createRouteTable(routes: readonly GatewayRoute[]) {
  const compiled = routes.map(compile).sort(bySpecificity);

  return function match(method: string, path: string): MatchedRoute | undefined {
    for (const route of compiled) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const pathParameters = matchSegments(route.segments, path.split('/'));
      if (pathParameters) return { route, pathParameters };
    }
    return undefined;
  };
}

function compile(route: GatewayRoute): CompiledRoute {
  const [method = '', path = ''] = route.key === '$default' ? ['ANY', '{default+}'] : route.key.split(' ');
  return { ...route, method, segments: path.split('/') };
}

const isVariable = (segment: string) => segment.startsWith('{') && segment.endsWith('}');
const isGreedy = (segment: string) => segment.endsWith('+}');
const vagueness = (segment = '') => (isGreedy(segment) ? 2 : isVariable(segment) ? 1 : 0);

function bySpecificity(left: CompiledRoute, right: CompiledRoute): number {
  for (const [position, segment] of left.segments.entries()) {
    const difference = vagueness(segment) - vagueness(right.segments[position]);
    if (difference !== 0) return difference;
  }
  return Number(left.method === 'ANY') - Number(right.method === 'ANY');
}

function matchSegments(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [position, segment] of pattern.entries()) {
    const actual = path[position];
    if (isGreedy(segment) && actual !== undefined) {
      if (segment !== '{default+}') parameters[segment.slice(1, -2)] = decode(path.slice(position).join('/'));
      return parameters;
    }
    if (actual === undefined) return undefined;
    if (isVariable(segment) && actual !== '') parameters[segment.slice(1, -1)] = decode(actual);
    else if (segment !== actual) return undefined;
  }
  return pattern.length === path.length ? parameters : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
