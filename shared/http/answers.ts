import type * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { ActivationView } from './answers/activation-view.ts';
import { approvalAnswers } from './answers/approvals.ts';
import { decisionLinkAnswers } from './answers/decision-links.ts';
import { documentationAnswers } from './answers/documentation.ts';
import { evaluationAnswers } from './answers/evaluation.ts';
import { onboardingAnswers } from './answers/onboarding.ts';
import { GatewayAnswer, ProblemAnswer } from './answers/problem.ts';
import { AuditEventView, reportAnswers } from './answers/reports.ts';
import { selfServiceAnswers } from './answers/self-service.ts';

/** What a route answers when all went well, by status. Refusals are all the same: `Problem`. */
export type AnswerSchemas = Readonly<Record<number, v.GenericSchema>>;

/**
 * Answers of every route. They describe and test the API and are never in the bundle of a function that serves it:
 * what handlers answer is checked by the journeys.
 */
export const answers: Readonly<Record<string, AnswerSchemas>> = {
  ...decisionLinkAnswers,
  ...onboardingAnswers,
  ...selfServiceAnswers,
  ...approvalAnswers,
  ...reportAnswers,
  ...evaluationAnswers,
  ...documentationAnswers,
};

/** Schemas that have a name of their own in the documentation. */
export const namedAnswers = {
  Activation: ActivationView,
  AuditEvent: AuditEventView,
  Problem: ProblemAnswer,
  GatewayAnswer,
  Id,
  Instant,
} as const satisfies Readonly<Record<string, v.GenericSchema>>;

/** Routes whose answer is a page for people. */
export const pages: readonly string[] = ['showDecisionPage', 'showDocumentation'];

/** Listings that come as CSV and JSON lines, too, by `Accept`; the next page then stands in `Link`. */
export const exported: readonly string[] = ['reportActivations', 'listAudit'];
