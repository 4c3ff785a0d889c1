import type * as v from 'valibot';

/** The functions behind the API: the files of `functions/api`. */
export const apiFunctions = [
  'self-service',
  'approvals',
  'decision-links',
  'administration',
  'reports',
  'imports',
  'evaluation',
  'documentation',
] as const;
export type ApiFunction = (typeof apiFunctions)[number];

/**
 * Who may call a route, before the object itself is looked at: anybody; the bearer of a decision link; anybody signed
 * in at the identity provider; a principal Lapse knows; a holder of either administrator role, who reads; a Privileged Role
 * Administrator, who changes; such a one, or a principal whom the object itself has to name; a known workload.
 */
export type Relation =
  | 'public'
  | 'link'
  | 'signed_in'
  | 'principal'
  | 'reader'
  | 'administrator'
  | 'administrator_or_approver'
  | 'workload';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'ANY';
  readonly path: string;
  readonly function: ApiFunction;
  readonly relation: Relation;
  readonly body?: v.GenericSchema;
  readonly query?: v.GenericSchema;
  /** Most bytes of its body, where it takes more than every other. */
  readonly mostBytes?: number;
  /** Its body may be CSV or JSON lines, too; `Request.lines` has them then. */
  readonly takesLines?: true;
  /** Of OpenID AuthZEN: an unsupported content type is 400, as its certification asks. */
  readonly authZen?: true;
  /** Most characters of a variable of the path, when an id is not what stands there. */
  readonly pathLimit?: number;
  /** Scopes the access token must have one of; checked by the function and, where it can, by API Gateway too. */
  readonly scopes?: readonly string[];
  /**
   * A retry with the same `Idempotency-Key` gets the first answer again: kept by the middleware when the answer wrote
   * something, or by the route itself in the transaction of the change.
   */
  readonly idempotent?: true | 'by_itself';
  /**
   * `shows`: the answer of a dry run has what the handler answers, too: results one by one, settings as they would be. Every
   * route that changes something takes a dry run (see {@link takesDryRun}), with or without this.
   */
  readonly dryRun?: 'shows';
}

/**
 * Whether a route takes `dryRun`: in the query, or in the body. All that change something as somebody who signed in, so that
 * a new route has it without doing anything: its handler runs on a table that demands every condition and writes nothing
 * (`rehearsal.ts`), and `answerDryRun` tells what it would have written. What a use case does besides the table it asks
 * `Request.dryRun` about. Not the routes of decision links: a code tried out would be a guess nobody counts.
 */
export function takesDryRun({ method, relation }: Pick<Route, 'method' | 'relation'>): boolean {
  const isSignedIn = relation !== 'public' && relation !== 'link' && relation !== 'workload';
  return isSignedIn && method !== 'GET' && method !== 'ANY';
}

/**
 * Whether a route honours `If-Match`: each that changes or removes a single thing. Its handler hands `Request.expectation`
 * to the use case, which asks it of what it has read, and answers with `revision`, of which the entity tag is made.
 */
export function honoursIfMatch({ method }: Pick<Route, 'method'>): boolean {
  return method === 'PUT' || method === 'PATCH' || method === 'DELETE';
}

/** Most characters of an id in a path. */
export const PATH_LIMIT = 200;

/** The route as API Gateway names it, `GET /v1/me`. */
export function routeKey(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}
