import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import type { AnswerSchemas } from '../answers.ts';

const OnboardingView = v.strictObject({
  consented: v.boolean(),
  directoryRoles: v.boolean(),
  consentedBy: v.exactOptional(Id),
  consentedAt: v.exactOptional(Instant),
});

export const onboardingAnswers = {
  getOnboarding: { 200: OnboardingView },
  consent: { 200: OnboardingView },
} as const satisfies Record<string, AnswerSchemas>;
