import { describe, expect, it } from 'vitest';
import {
  announce,
  awaitsAnnouncement,
  breakGlassRules,
  breakGlassSettings,
  isAnnouncedBy,
  isUnannounced,
  mayUseAgain,
  reviewsAwaited,
  settingsFor,
  signOff,
} from '#shared/domain/break-glass';
import { defaultSettings } from '#shared/domain/role-settings';
import {
  active,
  ada,
  adasOther,
  alan,
  approved,
  cancelled,
  ended,
  grace,
  NOON,
  noonPlus,
  plusMilliseconds,
  provisioning,
  revoking,
} from '#test/support/activations';
import { refused } from '#test/support/refused';

const breakGlass = { review: 'awaiting' } as const;
const review = { by: grace, accounts: [], justification: 'Seen and understood', at: noonPlus(30) };

describe('the rules of break-glass', () => {
  const strict = {
    ...defaultSettings,
    maximumDurationMinutes: 480,
    approval: { ...defaultSettings.approval, required: true },
    ticket: { required: true, systems: ['ServiceNow'], numberPattern: 'INC-.*' },
    justificationRequired: false,
    breakGlass: { principals: [], maximumDurationMinutes: 45 },
  };

  it('ask nobody and for no ticket, always for a reason, and leave the second factor as it is', () => {
    expect(breakGlassSettings(strict)).toMatchObject({
      approval: { required: false },
      ticket: { required: false, systems: [] },
      justificationRequired: true,
      mfa: strict.mfa,
    });
    expect(breakGlassSettings(strict).ticket).not.toHaveProperty('numberPattern');
  });

  it.each([
    ['their own maximum', 480, 45],
    ['the role’s where that is shorter', 30, 30],
  ])('cap the time by %s', (_, maximumDurationMinutes, expected) => {
    expect(breakGlassSettings({ ...strict, maximumDurationMinutes }).maximumDurationMinutes).toBe(expected);
  });

  it('count for what was asked for as break-glass and for nothing else', () => {
    expect(settingsFor({ breakGlass: true }, strict)).toEqual(breakGlassSettings(strict));
    expect(settingsFor(active({ breakGlass }), strict)).toEqual(breakGlassSettings(strict));
    for (const ordinary of [{}, { breakGlass: false }, active()]) expect(settingsFor(ordinary, strict)).toBe(strict);
  });

  it('take no start in the future', () => {
    const later = { startsAt: noonPlus(1) };

    expect(breakGlassRules({ breakGlass: true, ...later }, NOON)).toMatchObject([{ code: 'break_glass_starts_now' }]);
    expect(breakGlassRules({ breakGlass: true, startsAt: NOON }, NOON)).toEqual([]);
    expect(breakGlassRules({ breakGlass: true }, NOON)).toEqual([]);
    expect(breakGlassRules(later, NOON)).toEqual([]);
  });
});

describe('the grant of a break-glass use', () => {
  const last = plusMilliseconds(noonPlus(1), -1);

  it.each([
    ['waits until a minute after the request', approved({ breakGlass }), last, true],
    ['waits no longer', approved({ breakGlass }), noonPlus(1), false],
    [
      'waits no more once people were told',
      approved({ breakGlass: { ...breakGlass, announcedAt: NOON } }),
      NOON,
      false,
    ],
    ['of anything else does not wait', approved(), NOON, false],
  ])('%s', (_, activation, now, expected) => {
    expect(awaitsAnnouncement(activation, now)).toBe(expected);
  });

  it.each([
    ['to somebody who oversees', {}, true],
    ['to somebody who complained of it', { state: 'complained' as const }, true],
    ['that came back', { state: 'bounced' as const }, false],
    ['that was refused', { state: 'failed' as const }, false],
    ['that is still to go', { state: 'retry' as const }, false],
    ['under way', { state: 'claimed' as const }, false],
    ['with nothing to say any more', { state: 'dropped' as const }, false],
    ['to whoever breaks the glass', { recipientId: ada.id }, false],
    ['to an approver', { audience: 'approver' }, false],
  ])('is announced by a mail %s, or not: %j', (_, changes, expected) => {
    const use = approved({ breakGlass });
    const about = { kind: 'activation' as const, id: use.id };
    const sent = { about, eventId: 'evt_1', recipientId: alan.id, audience: 'overseer', state: 'sent' as const };

    expect(isAnnouncedBy(use, [{ ...sent, reports: [], ...changes }])).toBe(expected);
    expect(isAnnouncedBy(use, [])).toBe(false);
  });

  it('is announced once', () => {
    const use = approved({ breakGlass });
    if (!isUnannounced(use)) throw new Error('Nothing to announce.');
    const after = announce(use, noonPlus(0.2));

    expect(after).toEqual({
      ...use,
      breakGlass: { review: 'awaiting', announcedAt: noonPlus(0.2) },
      revision: use.revision + 1,
    });
    expect(isUnannounced(after)).toBe(false);
    expect(isUnannounced(approved())).toBe(false);
  });
});

describe('signing off a break-glass use', () => {
  it.each([active({ breakGlass }), ended({ breakGlass }), cancelled({ breakGlass })])(
    'that is $status says who, when and why, and changes nothing else',
    (use) => {
      expect(signOff(use, review)).toEqual({
        ...use,
        breakGlass: {
          review: 'signed',
          reviewedBy: { id: grace.id, displayName: grace.displayName },
          reviewedAt: noonPlus(30),
          reviewJustification: 'Seen and understood',
        },
        revision: use.revision + 1,
      });
    },
  );

  it.each([
    ['of what was none', ended(), review, 'not_break_glass'],
    ['by the one who used it', ended({ breakGlass }), { ...review, by: ada }, 'self_review'],
    ['by another account of theirs', ended({ breakGlass }), { ...review, by: adasOther }, 'self_review'],
    [
      'by an account that was found to be theirs since',
      ended({ breakGlass }),
      { ...review, accounts: [{ ...ada, personId: 'person_g' }], by: { ...grace, personId: 'person_g' } },
      'self_review',
    ],
    ['a second time', ended({ breakGlass: { review: 'signed' } }), review, 'already_reviewed'],
    ['before it is given', approved({ breakGlass }), review, 'not_reviewable'],
    ['while it is being given', provisioning({ breakGlass }), review, 'not_reviewable'],
    ['while it is being taken away', revoking({ breakGlass }), review, 'not_reviewable'],
  ] as const)('is refused %s', (_, use, word, code) => {
    expect(() => signOff(use, word)).toThrow(refused(code));
  });
});

describe('T-58: break-glass used again before the review', () => {
  it.each([
    [0, true],
    [1, true],
    [2, false],
    [3, false],
  ])('while %i uses of the person await it is allowed, or not: %j', (awaited, expected) => {
    expect(mayUseAgain(awaited)).toBe(expected);
  });

  it('is refused with the names of those who can sign off, five at the most', () => {
    const person = (n: number) => ({ id: `person_${n}`, displayName: `Person ${n}` });

    expect(reviewsAwaited([grace, alan])).toEqual(refused('reviews_awaited'));
    expect(reviewsAwaited([grace, alan]).message).toMatch(
      `one of these administrators to sign one off: ${grace.displayName} (${grace.id}), ${alan.displayName} (${alan.id}).`,
    );
    expect(reviewsAwaited([1, 2, 3, 4, 5, 6, 7].map(person)).message).toMatch('Person 5 (person_5), 2 more.');
  });

  it('is refused with another way where nobody else can sign off', () => {
    expect(reviewsAwaited([]).message).toMatch('Activate the role the ordinary way');
  });
});
