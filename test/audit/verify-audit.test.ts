import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merkleRoot } from '#shared/audit/merkle-root';
import { verifyAudit } from '#shared/audit/verify-audit';
import { exportOrder } from '#shared/audit/verify-chains';
import type { KeptCheckpoint } from '#shared/audit/verify-checkpoints';
import type { AuditEvent } from '#shared/domain/audit-event';
import { chain, checkpointOf } from './an-audit.ts';

const places = (events: readonly AuditEvent[], checkpoints: readonly KeptCheckpoint[] = []) =>
  verifyAudit(events, checkpoints).map(({ kind, subject, seq }) => [kind, subject, seq]);

const five = chain('act_1', 5);
const both = [...five, ...chain('act_2', 3)].sort((a, b) => (a.at < b.at ? -1 : 1));

describe('an audit that nobody touched', () => {
  it.each([
    ['oldest first', both],
    ['newest first', both.toReversed()],
    ['empty', []],
  ])('verifies %s', (_, events) => {
    expect(verifyAudit(events, events.length > 0 ? [checkpointOf(1, both)] : [])).toEqual([]);
  });

  it.each([
    ['of the same millisecond, whatever their ids', () => ({ at: '2026-11-22T12:00:00.000Z' })],
    ['by two machines whose clocks differ', (seq: number) => ({ at: `2026-11-22T12:00:0${seq % 2}.000Z` })],
  ])('verifies with events %s', (_, changes) => {
    const exported = chain('act_1', 5, (seq) => ({ id: `evt_${9 - seq}`, ...changes(seq) })).sort(exportOrder);

    expect(exported[0]?.seq).not.toBe(1);
    expect(verifyAudit(exported, [])).toEqual([]);
    expect(verifyAudit(exported.toReversed(), [])).toEqual([]);
  });

  it('verifies over two checkpoints, the later without what did not grow', () => {
    const first = checkpointOf(1, chain('act_1', 3));
    const second = checkpointOf(2, both, first);

    expect(verifyAudit(both, [first, second])).toEqual([]);
  });
});

describe('verifying an audit names the position (T-43)', () => {
  it.each([
    ['of a changed event', 3, { details: { step: 'other' } }],
    ['of an event by somebody else', 2, { actor: { id: 'prn_mallory', displayName: 'Mallory' } }],
    ['of an event at another time', 4, { at: '2026-11-22T12:04:01.000Z' }],
  ])('%s', (_, seq, changes) => {
    const touched = five.map((event) => (event.seq === seq ? { ...event, ...changes } : event));

    expect(places(touched)).toEqual([['changed', 'activation:act_1', seq]]);
  });

  it.each([1, 3, 4])('of event %i when it is removed', (seq) => {
    const touched = five.filter((event) => event.seq !== seq);

    expect(places(touched)).toEqual([['removed', 'activation:act_1', seq]]);
  });

  it('of events that changed places', () => {
    const [a, b, c, d, e] = five;
    const touched = [a, c, b, d, e].filter((event) => event !== undefined);

    expect(places(touched)).toEqual([['reordered', 'activation:act_1', 2]]);
  });

  it('of an event that is there twice', () => {
    const [a, b, ...others] = five;
    const touched = [a, b, b, ...others].filter((event) => event !== undefined);

    expect(places(touched)).toEqual([['doubled', 'activation:act_1', 2]]);
  });

  it('of the end that is cut off since the last checkpoint', () => {
    const sealed = [checkpointOf(1, five)];

    expect(places(five.slice(0, 3), sealed)).toEqual([['cut', 'activation:act_1', 5]]);
    expect(places([], sealed)).toEqual([['cut', 'activation:act_1', 5]]);
  });

  it('of the last event, changed after its checkpoint', () => {
    const touched = five.map((event) => (event.seq === 5 ? { ...event, details: {} } : event));

    expect(places(touched, [checkpointOf(1, five)])).toEqual([['changed', 'activation:act_1', 5]]);
  });

  it('of checkpoints that are forged, altered or left out', () => {
    const first = checkpointOf(1, chain('act_1', 2));
    const second = checkpointOf(2, chain('act_1', 4), first);
    const third = checkpointOf(3, five, second);
    const forged = { ...second, checkpoint: undefined };
    const altered = { ...second, checkpoint: second.checkpoint && { ...second.checkpoint, heads: [] } };

    expect(places(five, [first, second, third])).toEqual([]);
    expect(places(five, [first, forged])).toEqual([['checkpoint', 'checkpoints', 2]]);
    expect(places(five, [first, altered])).toEqual([['checkpoint', 'checkpoints', 2]]);
    expect(places(five, [first, third])).toEqual([['checkpoint', 'checkpoints', 3]]);
  });

  it('of whatever single event is changed, in chains of any length', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.nat(), (length, pick) => {
        const events = chain('act_1', length);
        const seq = (pick % length) + 1;
        const touched = events.map((event) => (event.seq === seq ? { ...event, id: 'evt_other' } : event));

        expect(places(touched, [checkpointOf(1, events)])).toEqual([['changed', 'activation:act_1', seq]]);
      }),
    );
  });
});

describe('an audit whose oldest events were removed by right, with a signed stub (T-43)', () => {
  const first = checkpointOf(1, five);
  const sealed = [first, checkpointOf(2, [], first, five.slice(0, 3))];
  const without = (...seqs: number[]) => five.filter(({ seq }) => !seqs.includes(seq));

  it.each([
    ['where the stub says', without(1, 2, 3)],
    ['while the removal is not through', without(1, 2)],
    ['before the removal began', five],
  ])('verifies %s', (_, events) => {
    expect(verifyAudit(events, sealed)).toEqual([]);
  });

  it('verifies when nothing of the chain is left, and the stub is its end', () => {
    expect(verifyAudit([], [first, checkpointOf(2, [], first, five)])).toEqual([]);
  });

  it.each<[string, AuditEvent[], unknown[]]>([
    ['above the stub', without(1, 2, 3, 4), [['removed', 'activation:act_1', 4]]],
    ['at the end', without(1, 2, 3, 5), [['cut', 'activation:act_1', 5]]],
    ['altogether', [], [['cut', 'activation:act_1', 5]]],
    ['below the stub, but not the oldest', without(1, 3), [['removed', 'activation:act_1', 3]]],
    ['from the stub on, so that what is left hangs on nothing', without(1, 3, 4, 5), [['cut', 'activation:act_1', 3]]],
  ])('names what is cut %s', (_, events, findings) => {
    expect(places(events, sealed)).toEqual(expect.arrayContaining(findings));
  });

  it('names the first event left when it does not follow from the stub', () => {
    const forged = five.slice(3).map((event) => (event.seq === 4 ? { ...event, prev: 'other' } : event));

    expect(places(forged, sealed)).toContainEqual(['changed', 'activation:act_1', 4]);
  });

  it('names what was changed below the stub while it is still there', () => {
    const touched = without(1).map((event) => (event.seq === 3 ? { ...event, details: {} } : event));

    expect(places(touched, sealed)).toEqual([['changed', 'activation:act_1', 3]]);
  });

  it('believes no stub that is not signed', () => {
    const [one, two] = sealed;
    const unsigned = [one, { text: two?.text ?? '', checkpoint: undefined }].filter((kept) => kept !== undefined);

    expect(places(without(1, 2, 3), unsigned)).toEqual([
      ['removed', 'activation:act_1', 1],
      ['removed', 'activation:act_1', 2],
      ['removed', 'activation:act_1', 3],
      ['checkpoint', 'checkpoints', 2],
    ]);
  });
});

describe('a Merkle root', () => {
  // Test vectors of RFC 6962 implementations: the empty tree, and one empty leaf.
  it.each([
    [[], 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [[''], '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  ])('of %j is the one of RFC 6962', (leaves, expected) => {
    expect(Buffer.from(merkleRoot(leaves), 'base64url').toString('hex')).toBe(expected);
  });

  it('tells orders and numbers of leaves apart', () => {
    const roots = [['a', 'b'], ['b', 'a'], ['a', 'b', 'b'], ['a'], ['a', 'b', 'c']].map(merkleRoot);

    expect(new Set(roots).size).toBe(roots.length);
  });
});
