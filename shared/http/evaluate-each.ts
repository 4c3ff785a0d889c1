import * as v from 'valibot';
import { evaluateAccess, type Verdict } from '#shared/use-cases/evaluate-access';
import { parseFields } from './request.ts';
import { EvaluationBody, type EvaluationsBody } from './schemas.ts';

/**
 * Several questions in one request; what a question leaves out, the request around it gives. A request without
 * questions is one itself, and is answered like one (AuthZEN 1.0, access evaluations).
 *
 * @throws Refusal invalid_input when there are no questions and the request itself is not a whole one
 */
export async function evaluateEach(
  body: EvaluationsBody,
  needs: Parameters<typeof evaluateAccess>[1],
): Promise<Verdict | { evaluations: Verdict[] }> {
  const { evaluations = [], ...shared } = body;
  if (evaluations.length === 0) return evaluateAccess(parseFields(EvaluationBody, shared), needs);
  const verdicts = evaluations.map(async (one): Promise<Verdict> => {
    const question = v.safeParse(EvaluationBody, { ...shared, ...one });
    if (!question.success) return { decision: false, context: { reason: 'incomplete_question' } };
    return evaluateAccess(question.output, needs);
  });
  return { evaluations: await Promise.all(verdicts) };
}
