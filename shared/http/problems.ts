import type { Challenge, Refusal, RefusalKind, Violation } from '#shared/domain/refusal';

/** An answer before it becomes API Gateway's. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the single thing the answer shows: its entity tag is made of it. */
  readonly revision?: number;
}

/** RFC 9457 problem details, with a code that never changes and every broken rule. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly violations?: readonly Violation[] | readonly FieldViolation[];
  readonly activationId?: string;
  readonly assignmentId?: string;
}

/** A field of the request that is not well-formed; `rule` is its path. */
export interface FieldViolation {
  readonly rule: string;
  readonly code: 'invalid_input';
  readonly message: string;
}

const statuses: Readonly<Record<RefusalKind, { status: number; title: string }>> = {
  invalid: { status: 400, title: 'Not valid' },
  unauthenticated: { status: 401, title: 'Sign-in needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  missing: { status: 404, title: 'Not found' },
  wrong_method: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  stale: { status: 412, title: 'Outdated' },
  too_large: { status: 413, title: 'Too large' },
  unsupported: { status: 415, title: 'Unsupported content type' },
  rule: { status: 422, title: 'Rule broken' },
  outage: { status: 503, title: 'Not available' },
};

/** What a refusal looks like over HTTP; the only place that knows the status of a kind. */
export function problemOf(refusal: Refusal): Problem {
  const { status, title } = statuses[refusal.kind];
  const { violations, activationId, assignmentId } = refusal.context;
  return {
    type: 'about:blank',
    title,
    status,
    code: refusal.code,
    detail: refusal.message,
    ...(violations ? { violations } : {}),
    ...(activationId === undefined ? {} : { activationId }),
    ...(assignmentId === undefined ? {} : { assignmentId }),
  };
}

/** A refusal as a whole answer; what a better token would change comes with its challenge. */
export function problemAnswer(refusal: Refusal, acrValues: string): Answer {
  const problem = problemOf(refusal);
  const challenge = challengeOf(refusal, acrValues);
  return {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      ...(refusal.kind === 'outage' ? { 'retry-after': '5' } : {}),
    },
    body: problem,
  };
}

/** RFC 6750, section 3.1; a missing second factor: RFC 9470. */
function challengeOf({ code, context }: Refusal, acrValues: string): string | undefined {
  if (code === 'token_not_valid') return 'Bearer error="invalid_token"';
  if (code === 'token_expired') return 'Bearer error="invalid_token", error_description="The access token has expired"';
  if (code === 'scope_missing') return `Bearer error="insufficient_scope", scope="${context.scopes?.join(' ') ?? ''}"`;
  if (code !== 'mfa_required') return undefined;
  const { error, acr_values, max_age } = challengeFields({ context }, acrValues);
  const maxAge = max_age === undefined ? '' : `, max_age=${max_age}`;
  return `Bearer error="${error}", error_description="A second factor is needed", acr_values="${acr_values}"${maxAge}`;
}

/** What a client asks its identity provider for to get a token with a second factor (RFC 9470), by the names of the RFC. */
export function challengeFields(
  { context: { maxAgeSeconds, acrValues } }: Pick<Refusal, 'context'>,
  ofDeployment: string,
): Challenge {
  return {
    error: 'insufficient_user_authentication',
    acr_values: acrValues?.join(' ') ?? ofDeployment,
    ...(maxAgeSeconds === undefined ? {} : { max_age: maxAgeSeconds }),
  };
}

/** The answer to everything that is no refusal: nothing of the cause is shown. */
export const unexpectedProblem: Answer = {
  status: 500,
  headers: { 'content-type': 'application/problem+json' },
  body: {
    type: 'about:blank',
    title: 'Unexpected',
    status: 500,
    code: 'unexpected',
    detail: 'Something went wrong on our side. Nothing is known to have changed; look before you repeat.',
  } satisfies Problem,
};
