import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import type { AnswerSchemas } from '../answers.ts';
import { ActivationStatus, ActivationView } from './activation-view.ts';
import { pageOf } from './page.ts';
import { ProblemAnswer } from './problem.ts';

export const approvalAnswers = {
  listApprovals: { 200: pageOf(ActivationView) },
  decide: { 200: ActivationView },
  decideSeveral: {
    200: v.strictObject({
      results: v.array(
        v.strictObject({
          activationId: Id,
          /** The status it has now, or `refused`. */
          outcome: v.union([ActivationStatus, v.literal('refused')]),
          activation: v.exactOptional(ActivationView),
          problem: v.exactOptional(ProblemAnswer),
        }),
      ),
    }),
  },
} as const satisfies Record<string, AnswerSchemas>;
