import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import type { AnswerSchemas } from '../answers.ts';
import { ActivationView } from './activation-view.ts';

const Terms = v.strictObject({
  activationId: Id,
  requester: ActivationView.entries.requester,
  roleId: Id,
  roleName: v.string(),
  resourceId: Id,
  durationMinutes: v.number(),
  startsAt: v.exactOptional(Instant),
  justification: v.exactOptional(v.string()),
  ticket: ActivationView.entries.ticket,
  revision: v.number(),
});

const decision = v.picklist(['approve', 'deny']);

export const decisionLinkAnswers = {
  getHealth: { 200: v.strictObject({ status: v.literal('ok') }) },
  showDecisionPage: { 200: v.string() },
  previewDecision: {
    200: v.variant('mode', [
      v.strictObject({ mode: v.literal('signIn') }),
      v.strictObject({
        mode: v.literal('link'),
        terms: Terms,
        decisions: v.array(decision),
        deadline: Instant,
        approverMustJustify: v.boolean(),
      }),
    ]),
  },
  decideByLink: { 200: v.strictObject({ status: ActivationView.entries.status, decision }) },
  renewLink: { 202: v.strictObject({ status: v.literal('sent') }) },
} as const satisfies Record<string, AnswerSchemas>;
