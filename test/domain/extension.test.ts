import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { dueAt, reminderAt } from '#shared/domain/due';
import { beginRevoking } from '#shared/domain/ending';
import {
  askExtension,
  dropExtension,
  evaluateExtension,
  extend,
  longestExtension,
  timeOutExtension,
} from '#shared/domain/extension';
import { minutesBetween } from '#shared/domain/instant';
import { openApprovalOf } from '#shared/domain/open-approval';
import { Refusal } from '#shared/domain/refusal';
import { defaultSettings } from '#shared/domain/role-settings';
import { canonicalJson, termsOf } from '#shared/domain/terms';
import { active, extending, NOON, noonPlus, pending, plusMilliseconds } from '#test/support/activations';
import { refused } from '#test/support/refused';

const settings = { ...defaultSettings, maximumDurationMinutes: 120 };
const possible = { settings, eligibilityEndsAt: undefined };
const session = { mfa: true, authenticatedAt: NOON };

describe('how much longer an activation can be held', () => {
  it.each([
    ['the maximum less the whole hold', active(), undefined, 60],
    ['up to the end of the eligibility where that is sooner', active(), noonPlus(80), 20],
    ['whole minutes only', active(), noonPlus(80.9), 20],
    ['nothing where the eligibility ends with it', active(), noonPlus(60), 0],
    ['nothing where the maximum is reached', active({ endsAt: noonPlus(120) }), undefined, 0],
    ['nothing, and not less, where the maximum was lowered since', active({ endsAt: noonPlus(400) }), undefined, 0],
    [
      'what is left of a hold whose grant took half a minute',
      active({ provisioningSince: noonPlus(0.5) }),
      undefined,
      60,
    ],
  ])('is %s', (_, activation, eligibilityEndsAt, minutes) => {
    expect(longestExtension(activation, { settings, eligibilityEndsAt })).toBe(minutes);
  });
});

describe('asking for more time', () => {
  const judge = (asked: object, changes: object = {}, who = session, eligibilityEndsAt?: string) =>
    evaluateExtension(
      { additionalMinutes: 30, justification: 'Not done yet', ...asked },
      active(),
      { ...settings, ...changes },
      who,
      eligibilityEndsAt,
      noonPlus(10),
    ).map(({ rule, code, limit }) => [rule, code, limit]);

  it('is fine within every rule', () => {
    expect(judge({})).toEqual([]);
    expect(judge({ additionalMinutes: 60 })).toEqual([]);
    expect(judge({ additionalMinutes: 5 })).toEqual([]);
  });

  it.each([
    [
      'longer than SET-1 over the whole hold',
      judge({ additionalMinutes: 61 }),
      [['additionalMinutes', 'duration_too_long', 60]],
    ],
    [
      'past the end of the eligibility',
      judge({ additionalMinutes: 21 }, {}, session, noonPlus(80)),
      [['additionalMinutes', 'duration_too_long', 20]],
    ],
    ['for less than five minutes', judge({ additionalMinutes: 4 }), [['additionalMinutes', 'duration_too_short', 5]]],
    ['without a reason', judge({ justification: ' \u200b' }), [['justification', 'justification_required', undefined]]],
    [
      'without a second factor',
      judge({}, {}, { mfa: false, authenticatedAt: NOON }),
      [['mfa', 'mfa_required', undefined]],
    ],
    [
      'with a second factor too old',
      judge({}, { mfa: { require: 'fresh', maxAgeMinutes: 9 } }),
      [['mfa', 'mfa_required', 9]],
    ],
  ])('%s is told with the limit it broke', (_, broken, expected) => {
    expect(broken).toEqual(expected);
  });

  it('tells all that is broken at once', () => {
    const broken = judge({ additionalMinutes: 61, justification: '' }, {}, { mfa: false, authenticatedAt: NOON });

    expect(broken.map(([, code]) => code)).toEqual(['duration_too_long', 'mfa_required', 'justification_required']);
  });

  it('needs no reason where the role asks for none', () => {
    expect(judge({ justification: undefined }, { justificationRequired: false })).toEqual([]);
  });

  it('is refused at the end, whatever the sweeper has not done yet, and possible a millisecond before', () => {
    const { extension } = extending();
    const last = plusMilliseconds(noonPlus(60), -1);

    expect(() => askExtension(active(), { ...extension, requestedAt: noonPlus(60) })).toThrow(refused('not_active'));
    expect(() => extend(active(), 10, possible, noonPlus(60))).toThrow(refused('not_active'));
    expect(askExtension(active(), { ...extension, requestedAt: last })).toMatchObject({ endsAt: noonPlus(60) });
  });

  it('makes other terms, which say how much more and since which end', () => {
    const asked = askExtension(active(), extending().extension);

    expect(termsOf(asked)).toMatchObject({
      extension: { additionalMinutes: 30, endsAt: noonPlus(60), justification: 'Not done yet' },
      revision: active().termsRevision + 1,
    });
    expect(canonicalJson(termsOf(asked))).not.toBe(canonicalJson(termsOf(active())));
  });
});

describe('what waits for a decision', () => {
  it('is the request, or the extension of what runs, and nothing else', () => {
    expect(openApprovalOf(pending())?.deadline).toBe(noonPlus(24 * 60));
    expect(openApprovalOf(extending())?.deadline).toBe(noonPlus(60));
    expect(openApprovalOf(active())).toBeUndefined();
  });

  it('goes with what it belongs to: an ending drops the extension', () => {
    const gone = beginRevoking(extending(), { outcome: 'deactivated' }, noonPlus(20));

    expect(gone).not.toHaveProperty('extension');
    expect(openApprovalOf(gone)).toBeUndefined();
  });
});

describe('an extension', () => {
  it('moves the end, counts as the whole hold and makes the older execution one of the past', () => {
    const after = extend(
      extending({ remindedAt: noonPlus(45) }),
      30,
      { settings, eligibilityEndsAt: noonPlus(100) },
      noonPlus(50),
    );

    expect(after).toMatchObject({
      status: 'active',
      endsAt: noonPlus(90),
      durationMinutes: 90,
      generation: 2,
      eligibility: { endsAt: noonPlus(100) },
    });
    expect(after).not.toHaveProperty('extension');
  });

  it('forgets an end of the eligibility that is there no more', () => {
    const eligibility = { assignmentId: 'asg_1', holderId: 'prn_ada', endsAt: noonPlus(60) };

    expect(extend(active({ eligibility }), 30, possible, noonPlus(50)).eligibility).not.toHaveProperty('endsAt');
  });

  it('is reminded of anew, before its new end', () => {
    const after = extend(active({ remindedAt: noonPlus(45) }), 30, possible, noonPlus(50));

    expect(reminderAt(after)).toBe(noonPlus(75));
    expect(dueAt(after)).toBe(noonPlus(75));
  });

  it('never goes past what is possible', () => {
    expect(() => extend(active(), 61, possible, noonPlus(10))).toThrow(refused('duration_too_long'));
  });

  it('that is dropped leaves everything else as it was, one revision on', () => {
    const { extension: _gone, ...kept } = extending();

    expect(dropExtension(extending())).toEqual({ ...kept, revision: kept.revision + 1 });
  });

  it('times out at its deadline, not a millisecond before', () => {
    const early = extending({ approval: { deadline: noonPlus(30) } });

    expect(() => timeOutExtension(early, plusMilliseconds(noonPlus(30), -1))).toThrow(refused('not_pending'));
    expect(timeOutExtension(early, noonPlus(30))).toMatchObject({ status: 'active', endsAt: noonPlus(60) });
  });
});

describe('the sweeper looks next', () => {
  it.each([
    ['at a waiting extension when half its window is over', extending(), noonPlus(35)],
    [
      'again at nine tenths, unless the holder is reminded before',
      extending({ approval: { reminders: 1 } }),
      noonPlus(45),
    ],
    [
      'at its deadline, because no workflow waits for it',
      extending({ remindedAt: noonPlus(45), approval: { reminders: 2, deadline: noonPlus(50) } }),
      noonPlus(50),
    ],
  ])('%s', (_, activation, expected) => {
    expect(dueAt(activation)).toBe(expected);
  });
});

describe('I11: however often and whenever an activation is extended', () => {
  const wishes = fc.array(
    fc.record({ minutes: fc.integer({ min: 1, max: 90 }), at: fc.integer({ min: 0, max: 200 }) }),
  );
  const limits = fc.record({
    most: fc.integer({ min: 5, max: 300 }),
    eligible: fc.option(fc.integer({ min: 60, max: 300 }), { nil: undefined }),
  });

  it('the whole hold stays within the maximum and the eligibility, and each end has a number of its own', () => {
    fc.assert(
      fc.property(wishes, limits, (asked, { most, eligible }) => {
        const eligibilityEndsAt = eligible === undefined ? undefined : noonPlus(eligible);
        const given = { settings: { maximumDurationMinutes: most }, eligibilityEndsAt };
        let current: Activation = active();
        for (const { minutes, at } of asked) {
          const before: Activation = current;
          current = unlessRefused(before, () => extend(before, minutes, given, noonPlus(at)));
          if (current === before) continue;
          expect(current.generation).toBe(before.generation + 1);
          const { endsAt } = current as ReturnType<typeof active>;
          expect(minutesBetween(NOON, endsAt)).toBeLessThanOrEqual(most);
          expect(current.durationMinutes).toBe(minutesBetween(NOON, endsAt));
          expect(endsAt <= (eligibilityEndsAt ?? endsAt)).toBe(true);
        }
      }),
    );
  });
});

function unlessRefused(before: Activation, move: () => Activation): Activation {
  try {
    return move();
  } catch (error) {
    if (error instanceof Refusal) return before;
    throw error;
  }
}
