import * as v from 'valibot';
import type { Template } from '../template.ts';

/** API Gateway's own check: tokens of one issuer. */
export interface JwtRule {
  readonly kind: 'jwt';
  readonly issuer: string;
  readonly audience: readonly string[];
  /** One of them is enough; empty when the route asks for none. */
  readonly scopes: readonly string[];
}

/** A function is asked, and its answer kept for a while. */
export interface RequestRule {
  readonly kind: 'request';
  readonly id: string;
  readonly functionArn: string;
  /** Without one of these headers a request is refused, and the function never asked; in lower case. */
  readonly headers: readonly string[];
  readonly keptSeconds: number;
}

export type AuthorizerRule = JwtRule | RequestRule;

/** What a function learns of who is calling. */
export type AuthorizerContext =
  | { readonly jwt: { readonly claims: Readonly<Record<string, string>>; readonly scopes: readonly string[] | null } }
  | { readonly lambda: Readonly<Record<string, unknown>> };

/** What an authorizer answers: who is calling, or the refusal API Gateway sends in its place. */
export type Authorization =
  | { readonly allowed: true; readonly context: AuthorizerContext }
  | { readonly allowed: false; readonly status: 401 | 403 | 500; readonly challenge?: string };

const Properties = v.object({
  AuthorizerType: v.picklist(['JWT', 'REQUEST']),
  JwtConfiguration: v.optional(v.object({ Issuer: v.string(), Audience: v.array(v.string()) })),
  AuthorizerUri: v.optional(v.string()),
  AuthorizerPayloadFormatVersion: v.optional(v.literal('2.0')),
  EnableSimpleResponses: v.optional(v.literal(true)),
  IdentitySource: v.optional(v.array(v.string()), []),
  AuthorizerResultTtlInSeconds: v.optional(v.number()),
});
type Properties = v.InferOutput<typeof Properties>;

/** What API Gateway keeps answers for unless told, in seconds. */
const KEPT_SECONDS = 300;

/** Reads the authorizers of the template by their ids; @throws Error when one is not of a kind known here */
export function readAuthorizers(template: Template): ReadonlyMap<string, AuthorizerRule> {
  return new Map(
    template
      .all('AWS::ApiGatewayV2::Authorizer', Properties)
      .map(({ id, properties }) => [id, jwtRule(properties) ?? requestRule(id, properties)] as const),
  );
}

function jwtRule({ AuthorizerType, JwtConfiguration }: Properties): JwtRule | undefined {
  if (AuthorizerType !== 'JWT' || !JwtConfiguration) return undefined;
  const { Issuer: issuer, Audience: audience } = JwtConfiguration;
  return { kind: 'jwt', issuer, audience, scopes: [] };
}

function requestRule(id: string, properties: Properties): RequestRule {
  const { AuthorizerUri = '', AuthorizerPayloadFormatVersion, EnableSimpleResponses, IdentitySource } = properties;
  const [, functionArn] = /\/functions\/(.+)\/invocations$/.exec(AuthorizerUri) ?? [];
  const headers = IdentitySource.map((source) => /^\$request\.header\.([\w-]+)$/.exec(source)?.[1]?.toLowerCase());
  const named = headers.filter((name) => name !== undefined);
  if (!functionArn || !AuthorizerPayloadFormatVersion || !EnableSimpleResponses || named.length < headers.length) {
    throw new Error(`The local stack does not understand the authorizer ${id}.`);
  }
  const { AuthorizerResultTtlInSeconds: keptSeconds = KEPT_SECONDS } = properties;
  return { kind: 'request', id, functionArn, headers: named, keptSeconds };
}
