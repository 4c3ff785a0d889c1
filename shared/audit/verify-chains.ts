import type { AuditEvent } from '#shared/domain/audit-event';
import { hashEvent, NO_PREDECESSOR } from './event-hash.ts';
import type { Finding } from './finding.ts';

/** The events of each subject, `kind:id`, in the order of the export, oldest first. */
export type Chains = ReadonlyMap<string, readonly AuditEvent[]>;

/** What of a chain may be missing: all up to this event, whose hash is known where something signed says it. */
export interface Beginning {
  readonly seq: number;
  readonly hash: string | undefined;
}

/** A chain nothing of which may be missing. */
export const WHOLE: Beginning = { seq: 0, hash: NO_PREDECESSOR };

/** @param events in the order of the export, oldest or newest first */
export function chainsOf(events: readonly AuditEvent[]): Chains {
  const ascending = isOldestFirst(events);
  const chains = new Map<string, AuditEvent[]>();
  for (const event of ascending ? events : events.toReversed()) {
    const subject = `${event.subject.kind}:${event.subject.id}`;
    const chain = chains.get(subject);
    if (chain) chain.push(event);
    else chains.set(subject, [event]);
  }
  return chains;
}

function isOldestFirst(events: readonly AuditEvent[]): boolean {
  const [first, last] = [events[0], events.at(-1)];
  return first === undefined || last === undefined || exportOrder(first, last) <= 0;
}

/**
 * The order of an export: by time and id. It is not that of the chain where two events are of the same millisecond, or
 * of two machines whose clocks differ a little; what comes after what in a chain is told by `seq` and `prev` alone.
 */
export function exportOrder(a: AuditEvent, b: AuditEvent): number {
  const [placeOfA, placeOfB] = [`${a.at}#${a.id}`, `${b.at}#${b.id}`];
  return placeOfA === placeOfB ? 0 : placeOfA < placeOfB ? -1 : 1;
}

/** Looks at each chain alone: whether every event follows from the one before. */
export function verifyChains(chains: Chains, beginningOf: (subject: string, first: number) => Beginning): Finding[] {
  return [...chains].flatMap(([subject, chain]) => {
    const ordered = inSequence(chain);
    return [
      ...misplaced(subject, chain),
      ...broken(subject, ordered, beginningOf(subject, ordered[0]?.seq ?? WHOLE.seq)),
    ];
  });
}

/** What two functions recorded at nearly the same time stands by its time, whichever came first: nobody moved it. */
function misplaced(subject: string, chain: readonly AuditEvent[]): Finding[] {
  return chain
    .filter((event, place) => exportOrder(chain[place - 1] ?? event, event) > 0)
    .map(({ seq }) => ({ kind: 'reordered', subject, seq, sentence: `Event ${seq} stands after a later one.` }));
}

function inSequence(chain: readonly AuditEvent[]): AuditEvent[] {
  return chain.toSorted((a, b) => a.seq - b.seq);
}

/** Events that do not follow from the one before them. */
function broken(subject: string, chain: readonly AuditEvent[], beginning: Beginning): Finding[] {
  return chain.flatMap((event, place): Finding[] => {
    const before = chain[place - 1];
    const { seq } = event;
    if (before?.seq === seq) return [{ kind: 'doubled', subject, seq, sentence: `Event ${seq} is there twice.` }];
    // Below its beginning a chain may begin anywhere: a removal that is not through yet has taken the oldest.
    const isBelow = !before && seq > 1 && seq <= beginning.seq;
    const missing = isBelow ? [] : gap(subject, before?.seq ?? beginning.seq, seq);
    if (missing.length > 0) return missing;
    const prev = isBelow ? undefined : expectedBefore(event, before, beginning);
    if (prev === undefined || event.prev === prev) return [];
    const sentence = before
      ? `Event ${before.seq}, or what event ${seq} says of it, is not as it was written.`
      : `Event ${seq} does not name what was before it.`;
    return [{ kind: 'changed', subject, seq: before?.seq ?? seq, sentence }];
  });
}

/** @returns undefined where nobody knows */
function expectedBefore({ seq }: AuditEvent, before: AuditEvent | undefined, { hash }: Beginning): string | undefined {
  if (before) return hashEvent(before);
  return seq === 1 ? NO_PREDECESSOR : hash;
}

function gap(subject: string, after: number, before: number): Finding[] {
  const missing = Array.from({ length: Math.max(0, before - after - 1) }, (_, place) => after + 1 + place);
  return missing.map((seq) => ({ kind: 'removed', subject, seq, sentence: `Event ${seq} is missing.` }));
}
