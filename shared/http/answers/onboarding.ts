import * as v from 'valibot';
import { Instant } from '#shared/domain/instant';
import type { AnswerSchemas } from '../answers.ts';
import { ActorView } from './actor-view.ts';

const Open = v.strictObject({
  consented: v.literal(true),
  directoryRoles: v.boolean(),
  consentedBy: ActorView,
  consentedAt: Instant,
});

/** What the routes of the onboarding answer; for the documentation and the tests. */
export const onboardingAnswers = {
  getOnboarding: {
    200: v.union([Open, v.strictObject({ consented: v.literal(false), directoryRoles: v.literal(false) })]),
  },
  consent: { 200: Open },
  signUpForDirectoryRoles: { 200: v.strictObject({ ...Open.entries, directoryRoles: v.literal(true) }) },
} as const satisfies Record<string, AnswerSchemas>;
