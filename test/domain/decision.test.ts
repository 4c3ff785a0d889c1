import { describe, expect, it } from 'vitest';
import type { Activation } from '#shared/domain/activation';
import { recordVote, withdrawVote } from '#shared/domain/decision';
import {
  able,
  ada,
  adasOther,
  alan,
  grace,
  gracesOther,
  mallory,
  margaret,
  NOON,
  noOf,
  noonPlus,
  pending,
  plusMilliseconds,
  yesOf,
} from '#test/support/activations';
import { refused } from '#test/support/refused';

const approver = { isApprover: true, accounts: [], able, quorum: 1 };
const stranger = { isApprover: false, accounts: [], able, quorum: 1 };
const deadline = pending().approval.deadline;

describe('approving an activation', () => {
  it.each([
    ['by its own requester, even one who is an approver', yesOf(ada), approver, 'self_approval'],
    ['by another account of its requester', yesOf(adasOther), approver, 'self_approval'],
    ['by the same account under another person', yesOf({ ...ada, personId: 'x' }), approver, 'self_approval'],
    ['by its own requester, who is no approver', yesOf(ada), stranger, 'self_approval'],
    ['by somebody who is not an approver', yesOf(mallory), stranger, 'not_an_approver'],
    ['at the deadline', yesOf(grace, { at: deadline }), approver, 'deadline_passed'],
    ['after the deadline', yesOf(grace, { at: plusMilliseconds(deadline, 1) }), approver, 'deadline_passed'],
  ] as const)('is refused %s', (_, vote, context, code) => {
    expect(() => recordVote(pending(), vote, context)).toThrow(refused(code));
  });

  it('is refused to accounts that were found to be one person’s since they asked, or voted (T-17)', () => {
    const second = { ...alan, personId: 'person_found' };
    const now = (account: { id: string }) => ({ ...approver, accounts: [{ ...account, personId: 'person_found' }] });
    const voted = pending({ approval: { quorum: 2, votes: [yesOf(grace)] } });

    expect(() => recordVote(pending(), yesOf(second), now(ada))).toThrow(refused('self_approval'));
    expect(() => recordVote(voted, yesOf(second), now(grace))).toThrow(refused('already_voted'));
    expect(recordVote(voted, yesOf(second), now(margaret)).status).toBe('approved');
  });

  it('stays refused to accounts that are one person’s no more (T-17)', () => {
    const accounts = [{ ...ada, personId: 'person_other' }];

    expect(() => recordVote(pending(), yesOf(adasOther), { ...approver, accounts })).toThrow(refused('self_approval'));
  });

  it('is possible until a millisecond before the deadline', () => {
    const at = plusMilliseconds(deadline, -1);

    expect(recordVote(pending(), yesOf(grace, { at }), approver)).toMatchObject({ status: 'approved', approvedAt: at });
  });

  it('keeps the vote as it was given', () => {
    const vote = yesOf(grace, { at: noonPlus(5), justification: 'Agreed by phone' });

    expect(recordVote(pending(), vote, approver).approval?.votes).toEqual([vote]);
  });

  it('does not take two accounts without a known person for the same', () => {
    const requester = { id: 'prn_linus', displayName: 'Linus' };

    expect(recordVote(pending({ requester }), yesOf(alan), approver).status).toBe('approved');
  });
});

describe('denying an activation', () => {
  it('is final with the first no, whatever the quorum and the yeses before', () => {
    const activation = pending({ approval: { quorum: 3, votes: [yesOf(grace), yesOf(margaret)] } });

    const after = recordVote(activation, noOf(alan, { at: noonPlus(3) }), {
      isApprover: true,
      accounts: [],
      able,
      quorum: 3,
    });

    expect(after).toMatchObject({ status: 'denied', endedAt: noonPlus(3) });
    expect(after.approval?.votes.map(({ by }) => by.id)).toEqual([grace.id, margaret.id, alan.id]);
  });

  it.each([
    ['the requester, who can cancel instead', noOf(ada), approver, 'self_approval'],
    ['somebody who is not an approver', noOf(mallory), stranger, 'not_an_approver'],
    ['anybody at the deadline', noOf(grace, { at: deadline }), approver, 'deadline_passed'],
  ] as const)('is refused to %s', (_, vote, context, code) => {
    expect(() => recordVote(pending(), vote, context)).toThrow(refused(code));
  });
});

describe('the quorum', () => {
  it.each([
    { asked: 1, inForce: 1, needed: 1 },
    { asked: 2, inForce: 2, needed: 2 },
    { asked: 3, inForce: 3, needed: 3 },
    { asked: 1, inForce: 3, needed: 3 },
    { asked: 3, inForce: 1, needed: 3 },
    { asked: 2, inForce: 0, needed: 2 },
    { asked: 0, inForce: 0, needed: 1 },
  ])('of $asked asked under and $inForce in force takes $needed yeses', ({ asked, inForce, needed }) => {
    const voters = [grace, alan, margaret].slice(0, needed);
    const statuses: string[] = [];
    let activation: Activation = pending({ approval: { quorum: asked } });

    for (const voter of voters) {
      activation = recordVote(activation, yesOf(voter), { isApprover: true, accounts: [], able, quorum: inForce });
      statuses.push(activation.status);
    }

    expect(statuses).toEqual([...Array(needed - 1).fill('pending_approval'), 'approved']);
  });

  it('counts nobody twice, not even by another account', () => {
    const activation = pending({ approval: { quorum: 2, votes: [yesOf(grace)] } });

    expect(() => recordVote(activation, yesOf(grace), approver)).toThrow(refused('already_voted'));
    expect(() => recordVote(activation, yesOf(gracesOther), approver)).toThrow(refused('already_voted'));
  });
});

describe('APR-7: an approver who has said yes while the quorum is open', () => {
  const open = pending({ approval: { quorum: 2, votes: [yesOf(grace)] } });
  const byLink = { assurance: 'link' } as const;

  it('may say no instead, by another account, too', () => {
    const denied = recordVote(open, noOf(grace), approver);

    expect(denied).toMatchObject({ status: 'denied', approval: { votes: [{ decision: 'deny' }] } });
    expect(recordVote(open, noOf(gracesOther), approver).status).toBe('denied');
  });

  it('never does so by link', () => {
    expect(() => recordVote(open, noOf(grace, byLink), approver)).toThrow(refused('already_voted'));
  });

  it('may take the yes back, and the request goes on waiting', () => {
    const without = withdrawVote(open, grace, [], NOON);

    expect(without).toMatchObject({ status: 'pending_approval', approval: { votes: [] } });
    expect(without.termsRevision).toBe(open.termsRevision);
    expect(recordVote(without, yesOf(grace), approver).approval?.votes).toHaveLength(1);
  });

  it('frees the one place for votes by link by taking such a vote back', () => {
    const linked = pending({ approval: { quorum: 3, votes: [yesOf(grace, byLink)] } });
    const without = withdrawVote(linked, grace, [], NOON);

    expect(recordVote(without, yesOf(alan, byLink), approver).approval?.votes).toHaveLength(1);
  });

  it.each([
    ['somebody who has not voted', open, alan, NOON, 'no_vote_to_withdraw'],
    ['anybody at the deadline', open, grace, deadline, 'deadline_passed'],
    ['anybody once it is decided', recordVote(pending(), yesOf(grace), approver), grace, NOON, 'not_pending'],
  ] as const)('is refused to take back as %s', (_, activation, by, at, code) => {
    expect(() => withdrawVote(activation, by, [], at)).toThrow(refused(code));
  });
});

describe('T-51: a yes that by now is no yes', () => {
  const open = pending({ approval: { quorum: 2, votes: [yesOf(grace)] } });
  const among = (changes: object) => ({ ...approver, quorum: 2, ...changes });
  const found = { ...grace, personId: 'person_found' };

  it.each([
    ['of somebody who may not decide any more', among({ able: [] })],
    ['of somebody who is known to be the requester', among({ accounts: [{ ...grace, personId: ada.personId }] })],
    [
      'of somebody whose account the requester’s leads to',
      among({ accounts: [{ ...ada, personId: grace.id }, grace] }),
    ],
  ])('%s leaves the request waiting', (_, context) => {
    const after = recordVote(open, yesOf(alan), context);

    expect(after).toMatchObject({ status: 'pending_approval', approval: { votes: [{}, {}] } });
    expect(recordVote(after, yesOf(margaret), { ...context, able: [alan.id] }).status).toBe('approved');
  });

  it('of a person counts once, whichever accounts it was given by', () => {
    const three = pending({ approval: { quorum: 3, votes: [yesOf(grace), yesOf(alan)] } });
    const accounts = [found, { ...alan, personId: 'person_found' }];

    expect(recordVote(three, yesOf(margaret), { ...approver, accounts }).status).toBe('pending_approval');
  });

  it('does not take the place for votes by link', () => {
    const linked = pending({ approval: { quorum: 2, votes: [yesOf(grace, { assurance: 'link' })] } });

    expect(recordVote(linked, yesOf(alan, { assurance: 'link' }), among({ able: [] })).status).toBe('pending_approval');
  });

  it('that counts again can be completed by whoever gave it', () => {
    const both = pending({ approval: { quorum: 2, votes: [yesOf(grace), yesOf(alan)] } });

    expect(recordVote(both, yesOf(grace), approver).status).toBe('approved');
  });
});

describe('a vote by link alone', () => {
  const byLink = { assurance: 'link' } as const;
  const oneYesByLink = pending({ approval: { quorum: 3, votes: [yesOf(grace, byLink)] } });

  it('completes a quorum of one', () => {
    expect(recordVote(pending(), yesOf(grace, byLink), approver).status).toBe('approved');
  });

  it('is the only one of a quorum: a second yes by link is refused', () => {
    expect(() => recordVote(oneYesByLink, yesOf(alan, byLink), approver)).toThrow(refused('link_not_enough'));
  });

  it('leaves room for yeses of signed-in approvers', () => {
    const second = recordVote(oneYesByLink, yesOf(alan), approver);
    const third = recordVote(second, yesOf(margaret), approver);

    expect(third).toMatchObject({ status: 'approved', approvedAt: NOON });
  });

  it('may still deny after a yes by link, because a no takes nothing but doubt', () => {
    expect(recordVote(oneYesByLink, noOf(alan, byLink), approver).status).toBe('denied');
  });
});
