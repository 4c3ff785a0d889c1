import { MOST_BYTES } from '../evaluation-limits.ts';
import type { Route } from '../route.ts';
import { EvaluationBody, EvaluationsBody } from '../schemas.ts';

/** OpenID AuthZEN Authorization API 1.0, for protected applications (ACT-9). */
export const evaluationRoutes = {
  evaluate: {
    method: 'POST',
    path: '/access/v1/evaluation',
    function: 'evaluation',
    relation: 'workload',
    body: EvaluationBody,
    authZen: true,
    scopes: ['access:evaluate'],
  },
  evaluateSeveral: {
    method: 'POST',
    path: '/access/v1/evaluations',
    function: 'evaluation',
    relation: 'workload',
    body: EvaluationsBody,
    authZen: true,
    mostBytes: MOST_BYTES,
    scopes: ['access:evaluate'],
  },
  describeEvaluation: {
    method: 'GET',
    path: '/.well-known/authzen-configuration',
    function: 'evaluation',
    relation: 'public',
  },
} as const satisfies Record<string, Route>;
