import * as v from 'valibot';
import { evaluateAccess, type Verdict } from '#shared/use-cases/evaluate-access';
import { EvaluationBody, type EvaluationsBody } from './schemas.ts';

/** Several questions in one request; what a question leaves out, the request around it gives (AuthZEN 1.0, evaluations). */
export function evaluateEach(body: EvaluationsBody, needs: Parameters<typeof evaluateAccess>[1]): Promise<Verdict[]> {
  const { evaluations, ...shared } = body;
  return Promise.all(
    evaluations.map(async (one) => {
      const question = v.safeParse(EvaluationBody, { ...shared, ...one });
      if (!question.success) return { decision: false, context: { reason: 'incomplete_question' as const } };
      return evaluateAccess(question.output, needs);
    }),
  );
}
