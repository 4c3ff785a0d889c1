import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activation, Vote } from '#shared/domain/activation';
import { recordVote } from '#shared/domain/decision';
import { isWaiting } from '#shared/domain/open-approval';
import { countPersons, isSamePerson } from '#shared/domain/person';
import { Refusal } from '#shared/domain/refusal';
import {
  able,
  ada,
  adasOther,
  alan,
  extending,
  grace,
  gracesOther,
  mallory,
  margaret,
  noOf,
  noonPlus,
  plusMilliseconds,
  yesOf,
} from '#test/support/activations';
import { refused } from '#test/support/refused';

const moreTime = { settings: { maximumDurationMinutes: 120 }, eligibilityEndsAt: undefined };
const approver = { isApprover: true, accounts: [], able, quorum: 1, moreTime };
const stranger = { ...approver, isApprover: false };
const at = noonPlus(20);

describe('approving an extension', () => {
  it('moves the end with the yes that completes the quorum', () => {
    const once = recordVote(extending({ approval: { quorum: 2 } }), yesOf(grace, { at }), approver);
    const twice = recordVote(once, yesOf(alan, { at }), approver);

    expect(once).toMatchObject({ status: 'active', endsAt: noonPlus(60), extension: { approval: { quorum: 2 } } });
    expect(once.termsRevision).toBe(extending().termsRevision);
    expect(twice).toMatchObject({ status: 'active', endsAt: noonPlus(90), generation: 2 });
    expect(twice).not.toHaveProperty('extension');
  });

  it('APR-7: keeps whose yeses gave more time, also those that gave it earlier, each voter once', () => {
    const { extendedBy } = recordVote(extending(), yesOf(grace, { at }), approver);
    if (!extendedBy) throw new Error('Nobody is on record.');
    const voters = (quorum: number, ...yeses: Vote[]) =>
      yeses
        .reduce<Activation>(
          (now, yes) => recordVote(now, yes, approver),
          extending({ extendedBy, approval: { quorum } }),
        )
        .extendedBy?.votes.map(({ by }) => by.id);

    expect(extendedBy.votes).toMatchObject([{ by: { id: grace.id } }]);
    expect(voters(1, yesOf(margaret, { at }))).toEqual([grace.id, margaret.id]);
    expect(voters(2, yesOf(grace, { at }), yesOf(alan, { at }))).toEqual([grace.id, alan.id]);
  });

  it('that gives nothing leaves whose yeses gave time before as it was', () => {
    expect(recordVote(extending(), noOf(grace, { at }), approver)).not.toHaveProperty('extendedBy');
  });

  it('leaves the decision on the request as it was', () => {
    expect(recordVote(extending(), yesOf(alan, { at }), approver).approval).toEqual(extending().approval);
  });

  it('takes the larger quorum of the one asked under and the one in force', () => {
    expect(isWaiting(recordVote(extending(), yesOf(alan, { at }), { ...approver, quorum: 2 }))).toBe(true);
  });

  it.each([
    ['by the holder, even one who is an approver', yesOf(ada, { at }), approver, 'self_approval'],
    ['by another account of the holder', yesOf(adasOther, { at }), approver, 'self_approval'],
    ['by somebody who is not an approver', yesOf(mallory, { at }), stranger, 'not_an_approver'],
    [
      'at its deadline, which is the end at the latest',
      yesOf(grace, { at: noonPlus(60) }),
      approver,
      'deadline_passed',
    ],
  ] as const)('is refused %s', (_, vote, context, code) => {
    expect(() => recordVote(extending(), vote, context)).toThrow(refused(code));
  });

  it('is refused twice by the same person, and by a second link', () => {
    const byLink = { at, assurance: 'link' } as const;
    const voted = extending({ approval: { quorum: 3, votes: [yesOf(grace, byLink)] } });

    expect(() => recordVote(voted, yesOf(gracesOther, { at }), approver)).toThrow(refused('already_voted'));
    expect(() => recordVote(voted, yesOf(alan, byLink), approver)).toThrow(refused('link_not_enough'));
  });

  it('is open to whoever decided on the request', () => {
    expect(recordVote(extending(), yesOf(grace, { at }), approver)).toMatchObject({ endsAt: noonPlus(90) });
  });

  it.each([
    ['whose holder has lost the right', { ...approver, moreTime: undefined }],
    [
      'for which the maximum was lowered',
      { ...approver, moreTime: { ...moreTime, settings: { maximumDurationMinutes: 89 } } },
    ],
    [
      'for which the eligibility ends sooner',
      { ...approver, moreTime: { ...moreTime, eligibilityEndsAt: noonPlus(89) } },
    ],
  ])('gives nothing to one %s: it is dropped, and the old end stays', (_, context) => {
    const after = recordVote(extending(), yesOf(alan, { at }), context);

    expect(after).toMatchObject({ status: 'active', endsAt: noonPlus(60), generation: 1 });
    expect(after).not.toHaveProperty('extension');
  });

  it('is possible until a millisecond before the end', () => {
    const last = plusMilliseconds(noonPlus(60), -1);

    expect(recordVote(extending(), yesOf(alan, { at: last }), approver)).toMatchObject({ endsAt: noonPlus(90) });
  });
});

describe('denying an extension', () => {
  it('takes the first no, and the activation goes on to its old end', () => {
    const after = recordVote(
      extending({ approval: { quorum: 3, votes: [yesOf(grace)] } }),
      noOf(alan, { at }),
      approver,
    );

    expect(after).toMatchObject({ status: 'active', endsAt: noonPlus(60), generation: 1 });
    expect(isWaiting(after)).toBe(false);
  });
});

describe('whoever votes on an extension in whatever order', () => {
  const ballots = fc.array(
    fc.record({
      vote: fc.record({
        by: fc.constantFrom(ada, adasOther, grace, gracesOther, alan, margaret),
        decision: fc.constantFrom<Vote['decision'][]>('approve', 'approve', 'approve', 'deny'),
        justification: fc.constant('Because'),
        at: fc.integer({ min: 10, max: 70 }).map(noonPlus),
        assurance: fc.constantFrom<Vote['assurance'][]>('session', 'link'),
      }),
      isApprover: fc.boolean(),
      accounts: fc.constant([]),
      able: fc.constant(able),
      quorum: fc.integer({ min: 0, max: 4 }),
      moreTime: fc.constantFrom(moreTime, moreTime, undefined),
    }),
    { maxLength: 12 },
  );

  it('I01, I02, I06: more time means yeses of distinct others, as many as the larger quorum, before the end, one by link', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3 }), ballots, (quorum, cast) => {
        let current: Activation = extending({ approval: { quorum } });
        const counted: Vote[] = [];
        let lastQuorum = 0;
        for (const { vote, ...context } of cast) {
          try {
            current = recordVote(current, vote, context);
            counted.push(vote);
            lastQuorum = context.quorum;
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        expect(counted.filter(({ by }) => isSamePerson(by, ada, []))).toEqual([]);
        expect(counted.filter((vote) => vote.at >= noonPlus(60))).toEqual([]);
        const yeses = counted.filter(({ decision }) => decision === 'approve');
        expect(yeses.filter(({ assurance }) => assurance === 'link').length).toBeLessThanOrEqual(1);
        const persons = countPersons(
          yeses.map(({ by }) => by),
          [],
        );
        if (current.generation > 1) expect(persons).toBeGreaterThanOrEqual(Math.max(quorum, lastQuorum, 1));
        if (counted.some(({ decision }) => decision === 'deny')) expect(current.generation).toBe(1);
      }),
    );
  });
});
