import type { Refusal } from '#shared/domain/refusal';
import { problemOf } from '../problems.ts';

/** Of each entry: all results together have to fit into what is kept of an answer (DynamoDB: 400 KB). */
const MOST_VIOLATIONS = 3;

/** What an entry of an import was refused for, told shortly. */
export function shortProblem(refusal: Refusal) {
  const { violations, ...problem } = problemOf(refusal);
  return { ...problem, ...(violations ? { violations: violations.slice(0, MOST_VIOLATIONS) } : {}) };
}
