import * as v from 'valibot';
import { Id } from '#shared/domain/id';
import { limitUnits, type RefusalCode, refusals } from '#shared/domain/refusal';

const codes = Object.keys(refusals) as RefusalCode[];

/** One broken rule or field, with the limit it broke where there is one. */
export const ViolationAnswer = v.strictObject({
  rule: v.string(),
  code: v.picklist(codes),
  message: v.string(),
  limit: v.exactOptional(v.union([v.number(), v.string(), v.array(v.string())])),
  /** What a limit that is a number counts. */
  unit: v.exactOptional(v.picklist(limitUnits)),
  /** With `mfa_required` in a dry run: what to ask the identity provider for (RFC 9470). */
  challenge: v.exactOptional(
    v.strictObject({
      error: v.literal('insufficient_user_authentication'),
      acr_values: v.string(),
      max_age: v.exactOptional(v.number()),
    }),
  ),
});

/** RFC 9457 problem details of every refusal; `code` never changes, `violations` name each broken rule or field. */
export const ProblemAnswer = v.strictObject({
  type: v.literal('about:blank'),
  title: v.string(),
  status: v.number(),
  code: v.picklist([...codes, 'unexpected']),
  detail: v.string(),
  violations: v.exactOptional(v.array(ViolationAnswer)),
  activationId: v.exactOptional(Id),
  assignmentId: v.exactOptional(Id),
});

/** What API Gateway answers by itself, before any function runs. */
export const GatewayAnswer = v.strictObject({ message: v.string() });
