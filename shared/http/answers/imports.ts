import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import type { AnswerSchemas } from '../answers.ts';
import { WarningAnswer } from './dry-run.ts';
import { ProblemAnswer } from './problem.ts';

const LineResult = v.strictObject({
  id: v.exactOptional(Id),
  outcome: v.picklist(['created', 'same', 'differs', 'disabled', 'refused']),
  /** Of somebody who is there: in which fields they are another. */
  fields: v.exactOptional(v.array(v.string())),
  warnings: v.exactOptional(v.array(WarningAnswer)),
  problem: v.exactOptional(ProblemAnswer),
});

export const importAnswers = {
  importPrincipals: { 200: v.strictObject({ results: v.array(LineResult) }) },
} as const satisfies Record<string, AnswerSchemas>;
