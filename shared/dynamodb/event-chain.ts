import * as v from 'valibot';
import { hashEvent, NO_PREDECESSOR } from '#shared/audit/event-hash';
import { AuditEvent } from '#shared/domain/audit-event';
import { Stale } from '#shared/ports';
import { type Entity, type Key, keys } from './keys.ts';
import type { Item, Write } from './table.ts';

const EventItem = v.object({
  entity: v.literal('event' satisfies Entity),
  subject: v.object({ kind: v.string(), id: v.string() }),
  seq: v.number(),
});

/** A change of something in a state it is not in, as far as its events tell. */
class ChainBroken extends Stale {}

/**
 * Chains the audit events of a transaction to those before them: each carries the hash of its subject's last one. Done
 * where transactions are sent, so that no store can forget it. The predecessor never changes, so reading it before the
 * transaction is safe; the event's own place can be taken only once.
 *
 * @throws ChainBroken when there is no predecessor: the subject was read in a state it is not in, or somebody removed
 *   the event; either way the event is not written, nor is its change
 */
export async function chainEvents(
  writes: readonly Write[],
  getSeveral: (keys: readonly Key[]) => Promise<Item[]>,
): Promise<Write[]> {
  const wanted = writes.map(predecessorKey).filter((key) => key !== undefined);
  const before = wanted.length === 0 ? [] : await getSeveral(wanted);
  const found = new Map(before.map((item) => [nameOf(item), v.parse(AuditEvent, item)]));
  return writes.map((write) => {
    const next = chained(write, found);
    // A transaction may hold several events of one subject, in the order of their places: each follows the one before.
    if (isEvent(next) && next.Put?.Item) found.set(nameOf(next.Put.Item), v.parse(AuditEvent, next.Put.Item));
    return next;
  });
}

function chained(write: Write, predecessors: ReadonlyMap<string, AuditEvent>): Write {
  if (!isEvent(write)) return write;
  const key = predecessorKey(write);
  const before = key && predecessors.get(nameOf(key));
  if (key && !before) throw new ChainBroken(`The event before ${write.Put?.Item?.sk} of ${key.pk} is not there.`);
  const prev = before ? hashEvent(before) : NO_PREDECESSOR;
  return { ...write, Put: { ...write.Put, TableName: write.Put?.TableName, Item: { ...write.Put?.Item, prev } } };
}

function predecessorKey(write: Write): Key | undefined {
  const event = v.safeParse(EventItem, write.Put?.Item);
  if (!event.success || event.output.seq <= 1) return undefined;
  return keys.event(event.output.subject, event.output.seq - 1);
}

function isEvent(write: Write): boolean {
  return v.is(EventItem, write.Put?.Item);
}

const nameOf = ({ pk, sk }: Item | Key) => `${pk}\n${sk}`;
