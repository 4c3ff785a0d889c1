import { describe, expect, it } from 'vitest';
import { type ActivationRequest, effectiveDuration, evaluateRequest, type Session } from '#shared/domain/request-rules';
import { defaultSettings, type RoleSettings } from '#shared/domain/role-settings';
import { NOON, noonPlus, plusMilliseconds } from '#test/support/activations';

const signedIn: Session = { mfa: true, authenticatedAt: noonPlus(-10) };
const fine: ActivationRequest = { justification: 'Finance receives no mail' };
const DAYS = 24 * 60;

function judge(
  request: ActivationRequest,
  settings: Partial<RoleSettings> = {},
  session: Session = signedIn,
  eligibilityEndsAt?: string,
) {
  const broken = evaluateRequest(
    { ...fine, ...request },
    { ...defaultSettings, ...settings },
    session,
    eligibilityEndsAt,
    NOON,
  );
  return broken.map(({ rule, code, limit }) => ({ rule, code, ...(limit === undefined ? {} : { limit }) }));
}

describe('a request', () => {
  it('that keeps every rule breaks none', () => {
    expect(judge({ durationMinutes: 60, startsAt: noonPlus(60) })).toEqual([]);
  });

  it('is told of every rule it breaks at once, each with the limit it broke and a sentence', () => {
    const settings: RoleSettings = {
      ...defaultSettings,
      ticket: { required: true, systems: [] },
      mfa: { require: 'fresh', maxAgeMinutes: 15 },
    };
    const request = { durationMinutes: 600, startsAt: noonPlus(-60), justification: '   ' };

    const broken = evaluateRequest(request, settings, { mfa: false }, undefined, NOON);

    expect(broken.map(({ rule, code, limit }) => [rule, code, limit])).toEqual([
      ['durationMinutes', 'duration_too_long', 60],
      ['startsAt', 'start_in_past', NOON],
      ['ticket', 'ticket_required', undefined],
      ['mfa', 'mfa_required', 15],
      ['justification', 'justification_required', undefined],
    ]);
    for (const { message } of broken) expect(message).toMatch(/^[A-Z].+\.$/);
  });
});

describe('the duration', () => {
  const tooLong = (limit: number) => [{ rule: 'durationMinutes', code: 'duration_too_long', limit }];
  const tooShort = [{ rule: 'durationMinutes', code: 'duration_too_short', limit: 5 }];

  it.each([5, 60])('may be %d minutes where an hour is the maximum', (durationMinutes) => {
    expect(judge({ durationMinutes })).toEqual([]);
  });

  it.each([61, Number.MAX_SAFE_INTEGER])('of %d minutes is too long for a maximum of an hour', (durationMinutes) => {
    expect(judge({ durationMinutes })).toEqual(tooLong(60));
  });

  it.each([4, 0, -1, -Number.MAX_SAFE_INTEGER])('of %d minutes is too short', (durationMinutes) => {
    expect(judge({ durationMinutes })).toEqual(tooShort);
  });

  it.each([
    { left: 30, asked: 30, expected: [] },
    { left: 30, asked: 31, expected: tooLong(30) },
    { left: 30.9, asked: 30, expected: [] },
    { left: 30.9, asked: 31, expected: tooLong(30) },
    { left: 90, asked: 61, expected: tooLong(60) },
    { left: 3, asked: 4, expected: tooLong(3) },
    { left: 3, asked: null, expected: tooShort },
    { left: 0.5, asked: null, expected: tooShort },
    { left: -5, asked: 30, expected: tooLong(0) },
  ])(
    'ACT-3: of $asked minutes with $left left of the eligibility is answered by $expected',
    ({ left, asked, expected }) => {
      expect(judge({ durationMinutes: asked ?? undefined }, {}, signedIn, noonPlus(left))).toEqual(expected);
    },
  );

  it('of a request for later is judged by what is left of the eligibility then', () => {
    const request = { startsAt: noonPlus(60), durationMinutes: 31 };

    expect(judge(request, {}, signedIn, noonPlus(90))).toEqual(tooLong(30));
  });

  it.each([
    ['the maximum', undefined, undefined, 60],
    ['what is left of the eligibility', noonPlus(30.9), undefined, 30],
    ['what is left of the eligibility at the start', noonPlus(90), noonPlus(70), 20],
    ['the maximum, where more is left', noonPlus(DAYS), undefined, 60],
  ])('is %s when nobody asks for one', (_, eligibilityEndsAt, startsAt, expected) => {
    expect(effectiveDuration({ startsAt }, defaultSettings, eligibilityEndsAt, NOON)).toBe(expected);
  });

  it('is the one asked for, where somebody asks', () => {
    expect(effectiveDuration({ durationMinutes: 20 }, defaultSettings, noonPlus(30), NOON)).toBe(20);
  });
});

describe('the start', () => {
  it.each([
    ['now', NOON],
    ['a minute ago, because clocks run apart', noonPlus(-1)],
    ['in thirty days', noonPlus(30 * DAYS)],
  ])('may be %s', (_, startsAt) => {
    expect(judge({ startsAt })).toEqual([]);
  });

  it('may not be more than a minute ago', () => {
    const startsAt = plusMilliseconds(noonPlus(-1), -1);

    expect(judge({ startsAt })).toEqual([{ rule: 'startsAt', code: 'start_in_past', limit: NOON }]);
  });

  it('may not be later than in thirty days', () => {
    const startsAt = plusMilliseconds(noonPlus(30 * DAYS), 1);

    expect(judge({ startsAt })).toEqual([{ rule: 'startsAt', code: 'start_too_late', limit: noonPlus(30 * DAYS) }]);
  });
});

describe('the ticket', () => {
  const rule = { required: true, systems: ['ServiceNow', 'Jira'], numberPattern: 'INC-\\d{4}|PRB\\d+' };
  const ticket = (changes: Partial<RoleSettings['ticket']> = {}) => ({ ticket: { ...rule, ...changes } });
  const notAllowed = { rule: 'ticket.system', code: 'ticket_system_not_allowed', limit: rule.systems };
  const malformed = { rule: 'ticket.number', code: 'ticket_number_malformed', limit: rule.numberPattern };

  it.each([
    ['absent', undefined],
    ['empty', { number: '' }],
    ['blank', { number: ' \t ', system: 'Jira' }],
  ])('is required where the role says so, and %s is none', (_, given) => {
    expect(judge({ ticket: given }, ticket())).toEqual([{ rule: 'ticket', code: 'ticket_required' }]);
    expect(judge({ ticket: given }, ticket({ required: false }))).toEqual([]);
  });

  it.each([
    ['of another system', { number: 'INC-1042', system: 'Excel' }, [notAllowed]],
    ['of a system written otherwise', { number: 'INC-1042', system: 'jira' }, [notAllowed]],
    ['of no system', { number: 'INC-1042' }, [notAllowed]],
    ['with something before the right form', { number: 'XINC-1042', system: 'Jira' }, [malformed]],
    ['with something after the right form', { number: 'INC-1042 ', system: 'Jira' }, [malformed]],
    ['with a line break after the right form', { number: 'INC-1042\n', system: 'Jira' }, [malformed]],
    ['wrong in both', { number: 'help', system: 'Excel' }, [notAllowed, malformed]],
  ])('%s is refused', (_, given, expected) => {
    expect(judge({ ticket: given }, ticket())).toEqual(expected);
  });

  it.each([
    ['of an allowed system, in the right form', { number: 'INC-1042', system: 'ServiceNow' }],
    ['of the other form allowed', { number: 'PRB7', system: 'Jira' }],
  ])('%s is taken', (_, given) => {
    expect(judge({ ticket: given }, ticket())).toEqual([]);
  });

  it('that is given where none is required has to be right all the same', () => {
    const given = { number: 'help', system: 'Jira' };

    expect(judge({ ticket: given }, ticket({ required: false }))).toEqual([malformed]);
  });

  it('may be of any system and form where the role names none', () => {
    expect(judge({ ticket: { number: '§ 1' } }, { ticket: { required: true, systems: [] } })).toEqual([]);
  });
});

describe('the justification', () => {
  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['blank', '  \n\t '],
  ])('is required unless the role says otherwise, and %s is none', (_, justification) => {
    expect(judge({ justification })).toEqual([{ rule: 'justification', code: 'justification_required' }]);
    expect(judge({ justification }, { justificationRequired: false })).toEqual([]);
  });
});
