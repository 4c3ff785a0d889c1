import * as v from 'valibot';
import { durationInWords } from '#shared/domain/duration-in-words';
import type { RefusalCode } from '#shared/domain/refusal';
import { instantInWords } from '#shared/mail/instant-in-words';
import type { Expectation } from './stage.ts';

const Violation = v.object({
  rule: v.string(),
  message: v.string(),
  limit: v.optional(v.unknown()),
  unit: v.optional(v.string()),
});

/** A no with this status and code, told with its sentence and every broken rule. */
export function refusal<Code extends RefusalCode>(status: number, code: Code) {
  const body = v.object({
    code: v.literal(code),
    detail: v.string(),
    activationId: v.optional(v.string()),
    violations: v.optional(v.array(Violation), []),
  });
  return {
    status,
    body,
    telling: ({ detail, activationId, violations }, headers) => [
      `${code}: ${detail}`,
      ...violations.map(
        ({ rule, message, limit, unit }) =>
          `· ${rule}  ${message}${unit === 'minutes' ? ` At most ${durationInWords(Number(limit))}.` : ''}`,
      ),
      ...(activationId ? [`activationId: ${activationId}`] : []),
      ...challengeIn(headers),
    ],
  } satisfies Expectation<typeof body>;
}

/** The challenge of RFC 9470, a parameter a line; without its sentence, which stands above already. */
function challengeIn(headers: Headers): string[] {
  const challenge = headers.get('www-authenticate')?.replace(/ error_description="[^"]*",/, '');
  return challenge === undefined ? [] : `WWW-Authenticate: ${challenge}`.replaceAll(', ', ',\n  ').split('\n');
}

const Person = v.object({ id: v.string(), displayName: v.string() });
const facts = {
  id: v.string(),
  requestedAt: v.string(),
  endsAt: v.optional(v.string()),
  approval: v.optional(
    v.object({
      deadline: v.string(),
      approvers: v.array(v.object({ displayName: v.string() })),
      decisions: v.array(v.object({ by: Person, decision: v.picklist(['approve', 'deny']) })),
    }),
  ),
};

/** An activation in this status. */
export function activation<Status extends string>(status: Status, outcome?: string) {
  const body = v.object({
    ...facts,
    status: v.literal(status),
    outcome: outcome === undefined ? v.optional(v.string()) : v.literal(outcome),
  });
  return {
    status: 200,
    body,
    telling: (found) => [[status, found.outcome, until(status, found.endsAt)].filter(Boolean).join(', ')],
  } satisfies Expectation<typeof body>;
}

/** A request that was taken: 202 where an approver decides, 201 where nobody has to. */
export function accepted(outcome: 'pending_approval' | 'approved' | 'scheduled') {
  const Result = v.object({ outcome: v.literal(outcome), activation: v.object(facts) });
  const body = v.object({ results: v.tuple([Result]) });
  return {
    status: outcome === 'pending_approval' ? 202 : 201,
    body,
    telling: ({ results: [{ activation: taken }] }) => [[outcome, ...approvalInWords(taken.approval)].join(': ')],
  } satisfies Expectation<typeof body>;
}

function until(status: string, endsAt: string | undefined): string {
  return status === 'active' && endsAt ? `valid until ${instantInWords(endsAt)}` : '';
}

function approvalInWords(approval: v.InferOutput<typeof facts.approval>): string[] {
  if (!approval) return [];
  const approvers = approval.approvers.map(({ displayName }) => displayName).join(' or ');
  return [`${approvers} may decide until ${instantInWords(approval.deadline)}`];
}
