import * as v from 'valibot';
import type { AnswerSchemas } from '../answers.ts';

export const documentationAnswers = {
  showOpenApi: { 200: v.looseObject({ openapi: v.literal('3.1.1') }) },
  showDocumentation: { 200: v.string() },
} as const satisfies Record<string, AnswerSchemas>;
