import type * as v from 'valibot';
import {
  ActivateBody,
  AnyQuery,
  BulkDecisionBody,
  DecisionBody,
  EvaluationBody,
  EvaluationsBody,
  LinkDecisionBody,
  LinkPreviewBody,
  NoBody,
  Page,
  ReportQuery,
} from './schemas.ts';

/** The functions behind the API: the files of `functions/api`. */
export const apiFunctions = [
  'self-service',
  'approvals',
  'decision-links',
  'administration',
  'reports',
  'evaluation',
] as const;
export type ApiFunction = (typeof apiFunctions)[number];

/**
 * Who may call a route, before the object itself is looked at: anybody; the bearer of a decision link; anybody signed
 * in at the identity provider; a principal Lapse knows; a holder of either administrator role; a known workload.
 */
export type Relation = 'public' | 'link' | 'signed_in' | 'principal' | 'administrator_or_reader' | 'workload';

export interface Route {
  readonly method: 'GET' | 'POST' | 'ANY';
  readonly path: string;
  readonly function: ApiFunction;
  readonly relation: Relation;
  readonly body?: v.GenericSchema;
  readonly query?: v.GenericSchema;
  /** Scopes the access token must have one of; checked by API Gateway. */
  readonly scopes?: readonly string[];
}

/** The single list of routes: gateway, router, documentation and tests read it. Answers: `api.md`. */
export const routes = {
  getHealth: { method: 'GET', path: '/health', function: 'decision-links', relation: 'public' },
  showDecisionPage: {
    method: 'ANY',
    path: '/decide',
    function: 'decision-links',
    relation: 'public',
    query: AnyQuery,
  },
  previewDecision: {
    method: 'POST',
    path: '/decisions/preview',
    function: 'decision-links',
    relation: 'link',
    body: LinkPreviewBody,
  },
  decideByLink: {
    method: 'POST',
    path: '/decisions',
    function: 'decision-links',
    relation: 'link',
    body: LinkDecisionBody,
  },
  renewLink: {
    method: 'POST',
    path: '/decisions/renew',
    function: 'decision-links',
    relation: 'link',
    body: LinkPreviewBody,
  },

  getOnboarding: { method: 'GET', path: '/v1/onboarding', function: 'administration', relation: 'signed_in' },
  consent: {
    method: 'POST',
    path: '/v1/onboarding/consent',
    function: 'administration',
    relation: 'signed_in',
    body: NoBody,
  },

  getMe: { method: 'GET', path: '/v1/me', function: 'self-service', relation: 'principal' },
  listMyRoles: { method: 'GET', path: '/v1/me/roles', function: 'self-service', relation: 'principal' },
  listMyActivations: {
    method: 'GET',
    path: '/v1/me/activations',
    function: 'self-service',
    relation: 'principal',
    query: Page,
  },
  activate: {
    method: 'POST',
    path: '/v1/activations',
    function: 'self-service',
    relation: 'principal',
    body: ActivateBody,
  },
  getActivation: { method: 'GET', path: '/v1/activations/{id}', function: 'self-service', relation: 'principal' },
  cancelActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/cancel',
    function: 'self-service',
    relation: 'principal',
    body: NoBody,
  },
  deactivateActivation: {
    method: 'POST',
    path: '/v1/activations/{id}/deactivate',
    function: 'self-service',
    relation: 'principal',
    body: NoBody,
  },

  listApprovals: { method: 'GET', path: '/v1/approvals', function: 'approvals', relation: 'principal', query: Page },
  decide: {
    method: 'POST',
    path: '/v1/activations/{id}/decisions',
    function: 'approvals',
    relation: 'principal',
    body: DecisionBody,
  },
  decideSeveral: {
    method: 'POST',
    path: '/v1/decisions',
    function: 'approvals',
    relation: 'principal',
    body: BulkDecisionBody,
  },

  reportActivations: {
    method: 'GET',
    path: '/v1/reports/activations',
    function: 'reports',
    relation: 'administrator_or_reader',
    query: ReportQuery,
  },

  evaluate: {
    method: 'POST',
    path: '/access/v1/evaluation',
    function: 'evaluation',
    relation: 'workload',
    body: EvaluationBody,
    scopes: ['access:evaluate'],
  },
  evaluateSeveral: {
    method: 'POST',
    path: '/access/v1/evaluations',
    function: 'evaluation',
    relation: 'workload',
    body: EvaluationsBody,
    scopes: ['access:evaluate'],
  },
  describeEvaluation: {
    method: 'GET',
    path: '/.well-known/authzen-configuration',
    function: 'evaluation',
    relation: 'public',
  },
} as const satisfies Record<string, Route>;

export type Operation = keyof typeof routes;
export type OperationOf<F extends ApiFunction> = {
  [O in Operation]: (typeof routes)[O]['function'] extends F ? O : never;
}[Operation];

/** The route as API Gateway names it, `GET /v1/me`. */
export function routeKey(route: Pick<Route, 'method' | 'path'>): string {
  return `${route.method} ${route.path}`;
}
