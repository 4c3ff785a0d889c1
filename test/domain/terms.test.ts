import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordVote } from '#shared/domain/decision';
import { canonicalJson, termsOf } from '#shared/domain/terms';
import { alan, noonPlus, pending, yesOf } from '#test/support/activations';

describe('the terms people decide on', () => {
  it('are who, what, where, how long, when, why and the ticket', () => {
    expect(termsOf(pending({ startsAt: noonPlus(60) }))).toEqual({
      activationId: 'act_1',
      requester: { id: 'prn_ada', displayName: 'Ada Lovelace' },
      roleId: 'exchange-administrator',
      roleName: 'Exchange Administrator',
      resourceId: '/',
      durationMinutes: 60,
      startsAt: noonPlus(60),
      justification: 'Finance receives no mail',
      ticket: { number: 'INC-1042', system: 'ServiceNow' },
      revision: 1,
    });
  });

  it.each([
    [
      'a vote',
      recordVote(pending({ approval: { quorum: 2 } }), yesOf(alan), {
        isApprover: true,
        accounts: [],
        able: [],
        quorum: 2,
      }),
    ],
    ['a reminder', pending({ revision: 5, approval: { reminders: 1 } })],
    ['a new workflow', pending({ revision: 5, generation: 2 })],
  ])('are not changed by %s', (_, after) => {
    expect(termsOf(after)).toEqual(termsOf(pending()));
  });

  it.each([
    ['duration', { durationMinutes: 61 }],
    ['role', { roleId: 'writer' }],
    ['resource', { resourceId: 'res_1' }],
    ['start', { startsAt: noonPlus(60) }],
    ['justification', { justification: 'Something else' }],
    ['ticket', { ticket: { number: 'INC-1043', system: 'ServiceNow' } }],
    ['revision of the terms', { termsRevision: 2 }],
    ['requester', { requester: alan }],
  ])('are others when the %s is another', (_, changes) => {
    expect(canonicalJson(termsOf(pending(changes)))).not.toBe(canonicalJson(termsOf(pending())));
  });
});

describe('canonical JSON', () => {
  it('sorts names at every depth and leaves lists in order', () => {
    const value = { b: [{ z: 1, a: 2 }, 'x'], a: { d: null, c: true } };

    expect(canonicalJson(value)).toBe('{"a":{"c":true,"d":null},"b":[{"a":2,"z":1},"x"]}');
  });

  it('gives the same text for the same names and values in whatever order, and means the same', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue()), { selector: ([name]) => name });

    fc.assert(
      fc.property(entries, (pairs) => {
        const value = Object.fromEntries(pairs);
        const reversed = Object.fromEntries(pairs.toReversed());

        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
