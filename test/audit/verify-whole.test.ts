import { describe, expect, it } from 'vitest';
import { verifyAudit } from '#shared/audit/verify-audit';
import type { AuditEvent } from '#shared/domain/audit-event';
import { chain, checkpointOf } from './an-audit.ts';

const inHour = (hour: number) => (seq: number) => ({ at: `2026-11-22T${hour}:0${seq}:00.000Z` });
const ada = chain('act_ada', 3, inHour(10));
const alan = chain('act_alan', 2, inHour(11));
/** Goes on in each of the last two hours. */
const grace = chain('act_grace', 4, (seq) => inHour(seq <= 2 ? 11 : 12)(seq));
const before = (hour: number, events: readonly AuditEvent[]) => events.filter(({ at }) => at < `2026-11-22T${hour}`);

const first = checkpointOf(1, ada);
const second = checkpointOf(2, [...alan, ...before(12, grace)], first);
const third = checkpointOf(3, grace, second);
const sealed = [first, second, third];
const all = [...ada, ...alan, ...grace].sort((a, b) => (a.at < b.at ? -1 : 1));
const since = (hour: number) => all.filter(({ at }) => at >= `2026-11-22T${hour}`);

const sorted = (...events: AuditEvent[]) => events.toSorted((a, b) => (a.at < b.at ? -1 : 1));
const places = (events: readonly AuditEvent[], checkpoints = sealed, from = 1) =>
  verifyAudit(events, checkpoints, from).map(({ kind, subject, seq }) => [kind, subject, seq]);

describe('an audit with all of its checkpoints', () => {
  it('verifies as it was sealed', () => {
    expect(places(all)).toEqual([]);
  });

  it('verifies with what was recorded since the newest checkpoint, of old chains and new', () => {
    const later = chain('act_grace', 5, (seq) => (seq === 5 ? inHour(13)(seq) : inHour(seq <= 2 ? 11 : 12)(seq)));

    expect(places([...all, ...later.slice(4), ...chain('act_new', 2, inHour(13))])).toEqual([]);
  });

  it('names a chain that nobody recorded when it says', () => {
    const invented = chain('act_mallory', 2, inHour(10));

    expect(places(sorted(...all, ...invented))).toEqual([
      ['added', 'activation:act_mallory', 1],
      ['added', 'activation:act_mallory', 2],
    ]);
  });

  it('names an event behind the last of its chain that a checkpoint saw, dated before a later one', () => {
    const [, , , appended] = chain('act_ada', 4, (seq) => (seq === 4 ? inHour(11)(seq) : inHour(10)(seq)));

    expect(places(sorted(...all, ...(appended ? [appended] : [])))).toEqual([['added', 'activation:act_ada', 4]]);
  });
});

describe('an audit whose oldest checkpoints are gone', () => {
  it('is not whole: the first missing one is named, though all that hangs on it went, too', () => {
    const [finding, ...others] = verifyAudit(since(11), [second, third]);

    expect(others).toEqual([]);
    expect(finding).toMatchObject({ kind: 'checkpoint', seq: 1, sentence: 'Checkpoint 1 is missing.' });
    expect(verifyAudit(since(12), [third])).toContainEqual(
      expect.objectContaining({ seq: 1, sentence: 'Checkpoints 1 to 2 are missing.' }),
    );
  });

  it('verifies from the checkpoint on that somebody says it begins with', () => {
    expect(places(since(11), [second, third], 2)).toEqual([]);
    expect(places(since(12), [third], 3)).toEqual([]);
  });

  it('does not verify from a checkpoint on that is not there', () => {
    expect(places(since(12), [third], 2)).toContainEqual(['checkpoint', 'checkpoints', 2]);
    expect(places(all, sealed, 4)).toContainEqual(['checkpoint', 'checkpoints', 4]);
  });
});

describe('an export that begins with the time of a checkpoint, verified from it on', () => {
  const begun = since(12);

  it('verifies with all checkpoints, also where a chain goes on from before', () => {
    expect(begun.map(({ seq }) => seq)).toEqual([3, 4]);
    expect(places(begun, sealed, 2)).toEqual([]);
  });

  it('verifies with what it has from before', () => {
    expect(places(all, sealed, 2)).toEqual([]);
    expect(places(all, [second, third], 2)).toEqual([]);
  });

  it.each<[string, AuditEvent[], unknown[]]>([
    ['cut', begun.slice(0, 1), [['cut', 'activation:act_grace', 4]]],
    ['gone altogether', [], [['cut', 'activation:act_grace', 4]]],
    ['changed', begun.map((event) => ({ ...event, details: {} })), [['changed', 'activation:act_grace', 4]]],
    ['added', sorted(...begun, ...chain('act_x', 1, inHour(12))), [['added', 'activation:act_x', 1]]],
  ])('names what is %s after it', (_, events, findings) => {
    expect(places(events, sealed, 2)).toEqual(expect.arrayContaining(findings));
  });

  it('names the first event of a chain that a checkpoint saw and that is gone, though the chain goes on', () => {
    const later = chain('act_grace', 5, (seq) => (seq === 5 ? inHour(13)(seq) : inHour(seq <= 2 ? 11 : 12)(seq)));

    expect(places(later.slice(4), sealed, 2)).toEqual([['removed', 'activation:act_grace', 4]]);
  });
});
