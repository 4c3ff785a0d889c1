import { semantics } from '#shared/domain/evaluation-semantic';
import { MOST_BYTES, MOST_EVALUATIONS, MOST_PLACES, MOST_SUBJECTS } from './evaluation-limits.ts';

/**
 * What clients find at the well-known address (OpenID AuthZEN Authorization API 1.0, 9); what is not of the standard begins
 * with `lapse_`.
 *
 * @param origin `https://host`
 */
export function evaluationMetadata(origin: string) {
  return {
    policy_decision_point: origin,
    access_evaluation_endpoint: `${origin}/access/v1/evaluation`,
    access_evaluations_endpoint: `${origin}/access/v1/evaluations`,
    lapse_evaluations_semantics: semantics,
    lapse_subject_types: ['user', 'workload'],
    lapse_limits: {
      evaluations: MOST_EVALUATIONS,
      bodyBytes: MOST_BYTES,
      subjects: MOST_SUBJECTS,
      places: MOST_PLACES,
    },
  };
}
