import { describe, expect, it } from 'vitest';
import { Refusal, refusals, refuseIfBroken, violation } from '#shared/domain/refusal';
import { refused } from '#test/support/refused';

describe('every refusal', () => {
  it.each(Object.entries(refusals))('%s has a stable code and whole sentences', (code, { message }) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(message).toMatch(/^[A-Z][^\n]*[.]$/);
  });

  it('is an error that says its sentence, or a better one where there is one', () => {
    const detail = 'The path is not valid.';

    expect(new Refusal('busy')).toMatchObject({ name: 'Refusal', kind: 'outage', message: refusals.busy.message });
    expect(new Refusal('invalid_input', { detail }).message).toBe(detail);
  });
});

describe('several broken rules', () => {
  const tooLong = violation('SET-1', 'duration_too_long', 60);
  const noTicket = violation('SET-3', 'ticket_required');
  const noFactor = violation('SET-4', 'mfa_required', 15);

  it('become one refusal that names them all and is led by the first', () => {
    const violations = [tooLong, noTicket];

    expect(() => refuseIfBroken(violations)).toThrow(refused('duration_too_long', { violations }));
  });

  it('are led by a missing second factor, because signing in comes first', () => {
    const violations = [tooLong, noTicket, noFactor];

    expect(() => refuseIfBroken(violations, 900)).toThrow(refused('mfa_required', { violations, maxAgeSeconds: 900 }));
  });

  it('that are none refuse nothing', () => {
    expect(() => refuseIfBroken([])).not.toThrow();
  });

  it('name the limit only where there is one', () => {
    expect(tooLong).toEqual({
      rule: 'SET-1',
      code: 'duration_too_long',
      message: refusals.duration_too_long.message,
      limit: 60,
    });
    expect(noTicket).not.toHaveProperty('limit');
  });
});
