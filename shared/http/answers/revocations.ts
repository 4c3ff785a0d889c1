import type { AnswerSchemas } from '../answers.ts';
import { ActivationView } from './activation-view.ts';

/** What the revocation of an activation is answered. */
export const revocationAnswers = {
  revokeActivation: { 200: ActivationView },
} as const satisfies Record<string, AnswerSchemas>;
