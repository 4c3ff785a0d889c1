import { type ChainHead, inOrder, rootOfHeads } from '#shared/audit/checkpoint';
import { hashEvent, NO_PREDECESSOR, sha256 } from '#shared/audit/event-hash';
import type { KeptCheckpoint } from '#shared/audit/verify-checkpoints';
import type { AuditEvent } from '#shared/domain/audit-event';

const grace = { id: 'prn_grace', displayName: 'Grace' };

/** Events of one subject as the stores write them, a minute apart from 12:01 on. */
export function chain(id: string, length: number, changes = (_: number): Partial<AuditEvent> => ({})): AuditEvent[] {
  const events: AuditEvent[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    const before = events.at(-1);
    events.push({
      id: `evt_${id}_${seq}`,
      type: seq === 1 ? 'activation.requested' : 'activation.voted',
      at: `2026-11-22T12:${String(seq).padStart(2, '0')}:00.000Z`,
      seq,
      actor: grace,
      subject: { kind: 'activation', id },
      details: { step: seq },
      ...changes(seq),
      prev: before ? hashEvent(before) : NO_PREDECESSOR,
    });
  }
  return events;
}

/** A checkpoint over the heads of these events, half a minute after the last of them. */
export function checkpointOf(
  number: number,
  events: readonly AuditEvent[],
  before?: KeptCheckpoint,
  removed: readonly AuditEvent[] = [],
) {
  const heads = headsOf(events);
  const checkpoint = {
    at: events.at(-1)?.at.replace(':00.000Z', ':30.000Z') ?? '2026-11-22T13:00:00.000Z',
    number,
    previous: before ? sha256(before.text) : '',
    root: rootOfHeads(heads),
    heads,
    ...(removed.length > 0 ? { stubs: headsOf(removed) } : {}),
  };
  return { text: `signed ${JSON.stringify(checkpoint)}`, checkpoint };
}

function headsOf(events: readonly AuditEvent[]): ChainHead[] {
  return inOrder(
    events.map((event) => ({ subject: `activation:${event.subject.id}`, seq: event.seq, hash: hashEvent(event) })),
  );
}
