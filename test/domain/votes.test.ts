import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Activation, Vote } from '#shared/domain/activation';
import { recordVote } from '#shared/domain/decision';
import { isSamePerson } from '#shared/domain/person';
import { Refusal } from '#shared/domain/refusal';
import { able, ada, adasOther, alan, grace, gracesOther, margaret, noonPlus, pending } from '#test/support/activations';

const deadline = pending().approval.deadline;

/** Accounts of four human beings, the requester among them. */
const accounts = [ada, adasOther, grace, gracesOther, alan, margaret];
const votes = fc.array(
  fc.record({
    vote: fc.record({
      by: fc.constantFrom(...accounts),
      decision: fc.constantFrom<Vote['decision'][]>('approve', 'approve', 'approve', 'deny'),
      justification: fc.constant('Because'),
      at: fc.integer({ min: 0, max: 26 * 60 }).map(noonPlus),
      assurance: fc.constantFrom<Vote['assurance'][]>('session', 'link'),
    }),
    isApprover: fc.boolean(),
    accounts: fc.constant([]),
    able: fc.constant(able),
    quorum: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 12 },
);
const quorums = fc.integer({ min: 0, max: 3 });

function voteAll(
  activation: Activation,
  ballots: { vote: Vote; isApprover: boolean; accounts: readonly []; able: readonly string[]; quorum: number }[],
) {
  let current = activation;
  let lastQuorum = 0;
  for (const { vote, ...context } of ballots) {
    try {
      current = recordVote(current, vote, context);
      lastQuorum = context.quorum;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return { activation: current, lastQuorum };
}

describe('whoever votes in whatever order', () => {
  it('I02: approved means yeses of distinct persons, as many as the larger quorum, at least one', () => {
    fc.assert(
      fc.property(quorums, votes, (quorum, ballots) => {
        const { activation, lastQuorum } = voteAll(pending({ approval: { quorum } }), ballots);
        const yeses = activation.approval?.votes.filter(({ decision }) => decision === 'approve') ?? [];

        const isApproved = activation.status === 'approved';
        expect(isApproved && yeses.length < Math.max(quorum, lastQuorum, 1)).toBe(false);
      }),
    );
  });

  it('I01: no vote is the requester’s, and each person has one at most', () => {
    fc.assert(
      fc.property(quorums, votes, (quorum, ballots) => {
        const { activation } = voteAll(pending({ approval: { quorum } }), ballots);
        const people = [activation.requester, ...(activation.approval?.votes.map(({ by }) => by) ?? [])];

        const doubles = people.filter((one, at) => people.findIndex((other) => isSamePerson(one, other, [])) !== at);
        expect(doubles).toEqual([]);
      }),
    );
  });

  it('I06: no vote came at or after the deadline, and at most one yes came by link', () => {
    fc.assert(
      fc.property(quorums, votes, (quorum, ballots) => {
        const counted = voteAll(pending({ approval: { quorum } }), ballots).activation.approval?.votes ?? [];

        expect(counted.filter(({ at }) => at >= deadline)).toEqual([]);
        const byLink = counted.filter(({ decision, assurance }) => decision === 'approve' && assurance === 'link');
        expect(byLink.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
