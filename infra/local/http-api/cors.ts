import * as v from 'valibot';
import type { Template } from '../template.ts';

const ApiProperties = v.object({
  CorsConfiguration: v.optional(
    v.object({
      AllowOrigins: v.optional(v.array(v.string()), []),
      AllowMethods: v.optional(v.array(v.string()), []),
      AllowHeaders: v.optional(v.array(v.string()), []),
      ExposeHeaders: v.optional(v.array(v.string()), []),
      AllowCredentials: v.optional(v.boolean(), false),
      MaxAge: v.optional(v.number()),
    }),
  ),
});
export type CorsConfiguration = NonNullable<v.InferOutput<typeof ApiProperties>['CorsConfiguration']>;

/** Reads the API's id and which other sites' pages may call it; none without a configuration. */
export function readApi(template: Template): { id: string; cors: CorsConfiguration | undefined } {
  const [api] = template.all('AWS::ApiGatewayV2::Api', ApiProperties);
  if (!api) throw new Error('The template has no HTTP API.');
  return { id: api.id, cors: api.properties.CorsConfiguration };
}

/** Whether the gateway answers a request itself because it is a preflight. */
export function isPreflight(method: string, headers: Readonly<Record<string, string>>): boolean {
  return method === 'OPTIONS' && 'origin' in headers && 'access-control-request-method' in headers;
}

/** What the answer to a preflight says beside the headers of every answer. */
export function preflightHeaders(cors: CorsConfiguration): Record<string, string> {
  return {
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    ...(cors.MaxAge === undefined ? {} : { 'access-control-max-age': String(cors.MaxAge) }),
  };
}

/** The headers added to every answer for a page of `origin`; whatever the function says about CORS is replaced. */
export function corsHeaders(cors: CorsConfiguration, origin: string | undefined): Record<string, string> {
  const everybody = cors.AllowOrigins.includes('*');
  if (origin === undefined || !(everybody || cors.AllowOrigins.includes(origin))) return {};
  return {
    'access-control-allow-origin': everybody ? '*' : origin,
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(cors.ExposeHeaders.length > 0 && { 'access-control-expose-headers': cors.ExposeHeaders.join(',') }),
  };
}
