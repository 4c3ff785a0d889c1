import { describe, expect, it } from 'vitest';
import { Refusal, type RefusalCode, type RefusalKind, refusals, violation } from '#shared/domain/refusal';
import { problemAnswer, problemOf, unexpectedProblem } from '#shared/http/problems';

const ACR = 'urn:lapse:mfa';
const statuses: Record<RefusalKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  wrong_method: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported: 415,
  rule: 422,
  outage: 503,
};
const codes = Object.keys(refusals) as RefusalCode[];

describe('a refusal', () => {
  it.each(codes.map((code) => ({ code, status: statuses[refusals[code].kind] })))(
    '$code is $status as problem details',
    ({ code, status }) => {
      const { status: answered, headers, body } = problemAnswer(new Refusal(code), ACR);

      expect(answered).toBe(status);
      expect(headers).toMatchObject({ 'content-type': 'application/problem+json' });
      expect(body).toEqual({
        type: 'about:blank',
        title: expect.stringMatching(/^[A-Z]/),
        status,
        code,
        detail: refusals[code].message,
      });
    },
  );

  it.each(Object.keys(statuses) as RefusalKind[])('of the kind %s exists', (kind) => {
    expect(codes.some((code) => refusals[code].kind === kind)).toBe(true);
  });

  it('lists every broken rule, and names the activation a conflict is about', () => {
    const violations = [violation('durationMinutes', 'duration_too_long', 60), violation('ticket', 'ticket_required')];

    expect(problemOf(new Refusal('duration_too_long', { violations }))).toMatchObject({ violations });
    expect(problemOf(new Refusal('already_open', { activationId: 'act_1' }))).toMatchObject({ activationId: 'act_1' });
  });

  it('shows nothing of what it carries besides', () => {
    const problem = problemOf(new Refusal('mfa_required', { maxAgeSeconds: 900 }));

    expect(Object.keys(problem).sort()).toEqual(['code', 'detail', 'status', 'title', 'type']);
  });
});

describe('T-10: a missing second factor', () => {
  const challengeOf = (refusal: Refusal) => problemAnswer(refusal, ACR).headers?.['www-authenticate'];

  it('comes with the challenge of RFC 9470, naming the context to sign in with', () => {
    expect(challengeOf(new Refusal('mfa_required'))).toBe(
      'Bearer error="insufficient_user_authentication", error_description="A second factor is needed", acr_values="urn:lapse:mfa"',
    );
  });

  it('names the age allowed in seconds where the role has one', () => {
    expect(challengeOf(new Refusal('mfa_required', { maxAgeSeconds: 900 }))).toMatch(
      /acr_values="urn:lapse:mfa", max_age=900$/,
    );
  });

  it('is not the only challenge: what another token would change has one (RFC 6750)', () => {
    expect(challengeOf(new Refusal('token_not_valid'))).toBe('Bearer error="invalid_token"');
    expect(challengeOf(new Refusal('token_expired'))).toBe(
      'Bearer error="invalid_token", error_description="The access token has expired"',
    );
    expect(challengeOf(new Refusal('scope_missing', { scopes: ['access:evaluate', 'admin'] }))).toBe(
      'Bearer error="insufficient_scope", scope="access:evaluate admin"',
    );
  });

  it.each(
    codes.filter((code) => !['mfa_required', 'token_not_valid', 'token_expired', 'scope_missing'].includes(code)),
  )('is one of four challenges: %s has none', (code) => {
    expect(challengeOf(new Refusal(code))).toBeUndefined();
  });
});

describe('an outage', () => {
  it.each(codes)('%s says when to try again, if it is one', (code) => {
    const retryAfter = problemAnswer(new Refusal(code), ACR).headers?.['retry-after'];

    expect(retryAfter).toBe(refusals[code].kind === 'outage' ? '5' : undefined);
  });
});

describe('what is no refusal', () => {
  it('is a 500 with a code and advice, and no cause', () => {
    expect(unexpectedProblem).toMatchObject({ status: 500, headers: { 'content-type': 'application/problem+json' } });
    expect(unexpectedProblem.body).toMatchObject({ status: 500, code: 'unexpected' });
  });
});
