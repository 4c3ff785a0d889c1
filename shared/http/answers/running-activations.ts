import type { AnswerSchemas } from '../answers.ts';
import { ActivationView } from './activation-view.ts';

/** What more time, and the word of an administrator, are answered. */
export const runningActivationAnswers = {
  extendActivation: { 200: ActivationView, 202: ActivationView },
  reviewActivation: { 200: ActivationView },
} as const satisfies Record<string, AnswerSchemas>;
