import { expect } from 'vitest';
import type { Status } from '#shared/domain/activation';
import type { Row } from './local-stack.ts';

/** The statuses that may follow a status; a final one is followed by none. */
const legalMoves: Readonly<Record<Status, readonly Status[]>> = {
  pending_approval: ['approved', 'denied', 'timed_out', 'cancelled'],
  approved: ['provisioning', 'cancelled'],
  provisioning: ['active', 'revoking'],
  active: ['revoking'],
  revoking: ['ended'],
  ended: [],
  denied: [],
  timed_out: [],
  cancelled: [],
};

const statusAfter: Readonly<Record<string, Status>> = {
  'activation.approved': 'approved',
  'activation.denied': 'denied',
  'activation.timed_out': 'timed_out',
  'activation.cancelled': 'cancelled',
  'activation.provisioning': 'provisioning',
  'activation.activated': 'active',
  'activation.revoking': 'revoking',
  'activation.ended': 'ended',
};

/**
 * Checks that the audit tells the whole truth about every activation of a table: events numbered without gaps, one for
 * each write, one for each move of the status, only legal moves, and the last one is where it stands (I08, I12).
 */
export function expectSoundAudit(rows: readonly Row[]): void {
  for (const activation of rows.filter(({ entity }) => entity === 'activation')) {
    const events = rows.filter(({ entity, pk }) => entity === 'event' && pk === activation.pk);
    const statuses = statusesOf(events);

    expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: Number(activation.revision) }, (_, n) => n + 1));
    expect(statuses.at(-1)).toBe(activation.status);
    for (const [position, status] of statuses.slice(1).entries()) {
      expect(legalMoves[statuses[position] ?? 'ended']).toContain(status);
    }
  }
}

function statusesOf(events: readonly Row[]): Status[] {
  const [first, ...others] = events;
  const details = Object(first?.details);
  return [
    details.status,
    ...others.map(({ type }) => statusAfter[String(type)]).filter((status) => status !== undefined),
  ];
}

/** What open requests leave in the table: locks, and pointers in inboxes. */
export function openTraces(rows: readonly Row[]): Row[] {
  return rows.filter(({ entity }) => entity === 'open_activation' || entity === 'inbox_entry');
}
