import type * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import { ActivationView, activationViews } from './answers/activation-view.ts';
import { approvalAnswers } from './answers/approvals.ts';
import { AssignmentView, assignmentAnswers, ExtensionView } from './answers/assignments.ts';
import { decisionLinkAnswers } from './answers/decision-links.ts';
import { documentationAnswers } from './answers/documentation.ts';
import { DryRunAnswer } from './answers/dry-run.ts';
import { evaluationAnswers } from './answers/evaluation.ts';
import { exportAnswers } from './answers/export.ts';
import { importAnswers } from './answers/imports.ts';
import { MemberView, memberAnswers } from './answers/members.ts';
import { onboardingAnswers } from './answers/onboarding.ts';
import { PrincipalView, principalAnswers } from './answers/principals.ts';
import { GatewayAnswer, ProblemAnswer, ViolationAnswer } from './answers/problem.ts';
import { AuditEventView, reportAnswers } from './answers/reports.ts';
import { ResourceView, resourceAnswers } from './answers/resources.ts';
import { revocationAnswers } from './answers/revocations.ts';
import { RoleView, roleAnswers } from './answers/roles.ts';
import { runningActivationAnswers } from './answers/running-activations.ts';
import { selfServiceAnswers } from './answers/self-service.ts';
import { SettingsView, settingsAnswers } from './answers/settings.ts';
import type { Operation } from './routes.ts';

/** What a route answers when all went well, by status. Refusals are all the same: `Problem`. */
export type AnswerSchemas = Readonly<Record<number, v.GenericSchema>>;

/**
 * Answers of every route. They describe and test the API and are never in the bundle of a function that serves it:
 * what handlers answer is checked by the journeys.
 */
const everyAnswer = {
  ...decisionLinkAnswers,
  ...onboardingAnswers,
  ...roleAnswers,
  ...resourceAnswers,
  ...settingsAnswers,
  ...exportAnswers,
  ...importAnswers,
  ...memberAnswers,
  ...principalAnswers,
  ...assignmentAnswers,
  ...revocationAnswers,
  ...runningActivationAnswers,
  ...selfServiceAnswers,
  ...approvalAnswers,
  ...reportAnswers,
  ...evaluationAnswers,
  ...documentationAnswers,
} satisfies Readonly<Record<Operation, AnswerSchemas>>;

/** Answers of every route, by its name. */
export const answers: Readonly<Record<string, AnswerSchemas>> = everyAnswer;

/** Schemas that have a name of their own in the documentation. */
export const namedAnswers = {
  Activation: ActivationView,
  ...activationViews,
  AuditEvent: AuditEventView,
  Role: RoleView,
  Resource: ResourceView,
  Settings: SettingsView,
  Member: MemberView,
  Principal: PrincipalView,
  Assignment: AssignmentView,
  Extension: ExtensionView,
  DryRun: DryRunAnswer,
  Violation: ViolationAnswer,
  Problem: ProblemAnswer,
  GatewayAnswer,
  Id,
  Instant,
} as const satisfies Readonly<Record<string, v.GenericSchema>>;

/** Routes whose answer is a page for people. */
export const pages: readonly string[] = [
  'showDecisionPage',
  'showRewrittenLink',
  'showJoinPage',
  'showApprovalsPage',
  'showDocumentation',
];

/** Listings that come as CSV and JSON lines, too, by `Accept` or `format`; the next page then stands in `Link`. */
export const exported: readonly string[] = ['reportActivations', 'listAudit', 'listRoleMembers', 'listMembers'];
