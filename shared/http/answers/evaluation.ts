import * as v from 'valibot';
import { Instant } from '#shared/domain/instant';
import type { AnswerSchemas } from '../answers.ts';

const reasons = [
  'active',
  'not_onboarded',
  'not_active',
  'unknown_subject',
  'unknown_role',
  'unknown_resource',
  'unknown_action',
  'incomplete_question',
  'subject_disabled',
  'role_disabled',
  'resource_archived',
] as const;

const Verdict = v.strictObject({
  decision: v.boolean(),
  context: v.strictObject({ reason: v.picklist(reasons), validUntil: v.exactOptional(Instant) }),
});

export const evaluationAnswers = {
  evaluate: { 200: Verdict },
  evaluateSeveral: { 200: v.union([v.strictObject({ evaluations: v.array(Verdict) }), Verdict]) },
  describeEvaluation: {
    200: v.strictObject({
      policy_decision_point: v.string(),
      access_evaluation_endpoint: v.string(),
      access_evaluations_endpoint: v.string(),
      lapse_evaluations_semantics: v.array(v.string()),
      lapse_subject_types: v.array(v.string()),
      /** Of one request with several evaluations. */
      lapse_limits: v.strictObject({
        evaluations: v.number(),
        bodyBytes: v.number(),
        subjects: v.number(),
        places: v.number(),
      }),
    }),
  },
} as const satisfies Record<string, AnswerSchemas>;
