import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { Instant } from '#shared/domain/instant';
import type { AnswerSchemas } from '../answers.ts';
import { ActivationStatus, activationRequest } from './activation-view.ts';

const Terms = v.strictObject({
  activationId: Id,
  /** `account`: the address or the sign-in name. */
  requester: v.strictObject({ ...activationRequest.requester.entries, account: v.exactOptional(v.string()) }),
  roleId: Id,
  roleName: v.string(),
  resourceId: Id,
  durationMinutes: v.number(),
  startsAt: v.exactOptional(Instant),
  justification: v.exactOptional(v.string()),
  ticket: activationRequest.ticket,
  /** More time that is asked for what runs, and its end without it. */
  extension: v.exactOptional(
    v.strictObject({ additionalMinutes: v.number(), endsAt: Instant, justification: v.exactOptional(v.string()) }),
  ),
  revision: v.number(),
});

/** Where the page signs its reader in (OpenID Connect, code and PKCE), and how fresh that has to be. */
const SignIn = v.strictObject({
  authorizationEndpoint: v.string(),
  tokenEndpoint: v.string(),
  clientId: v.string(),
  scope: v.string(),
  acrValues: v.string(),
  maxAgeSeconds: v.number(),
});

const decision = v.picklist(['approve', 'deny']);

export const decisionLinkAnswers = {
  getHealth: { 200: v.strictObject({ status: v.literal('ok') }) },
  showDecisionPage: { 200: v.string() },
  showRewrittenLink: { 200: v.string() },
  showJoinPage: { 200: v.string() },
  showApprovalsPage: { 200: v.string() },
  previewDecision: {
    200: v.union([
      v.strictObject({ mode: v.literal('signIn'), signIn: v.exactOptional(SignIn) }),
      v.strictObject({
        mode: v.picklist(['signIn', 'link']),
        terms: Terms,
        decisions: v.array(decision),
        deadline: Instant,
        approverMustJustify: v.boolean(),
      }),
    ]),
  },
  decideByLink: {
    200: v.strictObject({
      status: ActivationStatus,
      decision,
      extensionWaits: v.exactOptional(v.boolean()),
    }),
  },
  renewLink: { 202: v.strictObject({ status: v.literal('sent') }) },
} as const satisfies Record<string, AnswerSchemas>;
