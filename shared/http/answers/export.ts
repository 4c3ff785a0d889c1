import type { AnswerSchemas } from '../answers.ts';
import { PolicyPage } from '../schemas/policy.ts';

export const exportAnswers = {
  exportPolicy: { 200: PolicyPage },
} as const satisfies Record<string, AnswerSchemas>;
