import { describe, expect, it } from 'vitest';
import {
  limitUnits,
  Refusal,
  type RefusalCode,
  type RefusalTable,
  refusals,
  refuseIfBroken,
  violation,
} from '#shared/domain/refusal';
import { refused } from '#test/support/refused';

const table: RefusalTable = refusals;
const rows = Object.entries(table) as [RefusalCode, RefusalTable[string]][];

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
  const tooLong = violation('durationMinutes', 'duration_too_long', 60);
  const noTicket = violation('ticket', 'ticket_required');
  const noFactor = violation('mfa', 'mfa_required', 15);

  it('become one refusal that names them all and is led by the first', () => {
    const violations = [tooLong, noTicket];

    expect(() => refuseIfBroken(violations)).toThrow(refused('duration_too_long', { violations }));
  });

  it('are led by a missing second factor, because signing in comes first', () => {
    const violations = [tooLong, noTicket, noFactor];

    expect(() => refuseIfBroken(violations, { maxAgeSeconds: 900 })).toThrow(
      refused('mfa_required', { violations, maxAgeSeconds: 900 }),
    );
  });

  it('that are none refuse nothing', () => {
    expect(() => refuseIfBroken([])).not.toThrow();
  });

  it.each(rows)('say of %s what a limit counts when it is a number, and nothing else', (code, { unit }) => {
    const ofNumber = violation('field', code, 7 as never);
    const ofText = violation('field', code, 'x' as never);

    expect(ofNumber.unit).toBe(unit);
    expect([undefined, ...limitUnits]).toContain(unit);
    if (unit === undefined) expect(ofText).not.toHaveProperty('unit');
  });

  // What the table gives a unit takes numbers alone, and the other way around: this line compiles only as it is.
  it('never have a limit nobody can read', () => {
    // @ts-expect-error 7 what?
    violation('id', 'in_use', 7);
    // @ts-expect-error no number of people
    violation('approval.quorum', 'quorum_above_approvers', 'two');

    expect(violation('approval.quorum', 'quorum_above_approvers', 2)).toMatchObject({ limit: 2, unit: 'people' });
  });

  it('name the limit only where there is one', () => {
    expect(tooLong).toEqual({
      rule: 'durationMinutes',
      code: 'duration_too_long',
      message: refusals.duration_too_long.message,
      limit: 60,
      unit: 'minutes',
    });
    expect(noTicket).not.toHaveProperty('limit');
  });
});
