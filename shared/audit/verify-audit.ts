import type { AuditEvent } from '#shared/domain/audit-event';
import { type ChainHead, type Checkpoint, rootOfHeads } from './checkpoint.ts';
import { hashEvent, NO_PREDECESSOR, sha256 } from './event-hash.ts';
import type { Finding } from './finding.ts';

/** A checkpoint as it was kept: its signed text, and what it says when its signature is genuine. */
export interface KeptCheckpoint {
  readonly text: string;
  readonly checkpoint: Checkpoint | undefined;
}

/**
 * Replays an export offline: every chain from its first event, or from where a signed stub says that it begins because what
 * was before is older than has to be kept, every checkpoint against the chains.
 *
 * @param events in the order of the export, oldest or newest first
 * @param checkpoints in their order
 * @returns each event or checkpoint that was changed, removed, reordered, doubled or cut off, with its position; empty when all is as it was written
 */
export function verifyAudit(events: readonly AuditEvent[], checkpoints: readonly KeptCheckpoint[]): Finding[] {
  const chains = chainsOf(events);
  const stubs = stubsOf(checkpoints);
  const findings = [
    ...[...chains].flatMap(([subject, chain]) => [
      ...misplaced(subject, chain),
      ...broken(subject, inSequence(chain), stubs),
    ]),
    ...checkpoints.flatMap((kept, position) => wrongCheckpoint(kept, position, checkpoints[position - 1])),
    ...checkpoints.flatMap(({ checkpoint }) => (checkpoint ? missingHeads(checkpoint, chains, stubs) : [])),
  ];
  // What both its successor and a checkpoint give away is told once.
  const nameOf = ({ kind, subject, seq }: Finding) => `${kind} ${subject} ${seq}`;
  return [...new Map(findings.map((finding) => [nameOf(finding), finding])).values()];
}

type Chains = ReadonlyMap<string, readonly AuditEvent[]>;

/** What was removed by right, by chain: the highest stub that a genuine checkpoint signed. */
type Stubs = ReadonlyMap<string, ChainHead>;

function stubsOf(checkpoints: readonly KeptCheckpoint[]): Stubs {
  const stubs = new Map<string, ChainHead>();
  for (const stub of checkpoints.flatMap(({ checkpoint }) => checkpoint?.stubs ?? []))
    if (stub.seq > (stubs.get(stub.subject)?.seq ?? 0)) stubs.set(stub.subject, stub);
  return stubs;
}

function chainsOf(events: readonly AuditEvent[]): Chains {
  const ascending = isOldestFirst(events);
  const chains = new Map<string, AuditEvent[]>();
  for (const event of ascending ? events : events.toReversed()) {
    const subject = `${event.subject.kind}:${event.subject.id}`;
    chains.set(subject, [...(chains.get(subject) ?? []), event]);
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
function broken(subject: string, chain: readonly AuditEvent[], stubs: Stubs): Finding[] {
  const stub = stubs.get(subject);
  return chain.flatMap((event, place): Finding[] => {
    const before = chain[place - 1];
    const { seq } = event;
    if (before?.seq === seq) return [{ kind: 'doubled', subject, seq, sentence: `Event ${seq} is there twice.` }];
    // Below a stub a chain may begin anywhere: a removal that is not through yet has taken the oldest.
    const isBelow = !before && seq > 1 && stub !== undefined && seq <= stub.seq;
    const missing = isBelow ? [] : gap(subject, before?.seq ?? stub?.seq ?? 0, seq);
    if (missing.length > 0) return missing;
    if (isBelow || event.prev === expectedBefore(event, before, stub)) return [];
    const sentence = before
      ? `Event ${before.seq}, or what event ${seq} says of it, is not as it was written.`
      : `Event ${seq} does not name what was before it.`;
    return [{ kind: 'changed', subject, seq: before?.seq ?? seq, sentence }];
  });
}

function expectedBefore({ seq }: AuditEvent, before: AuditEvent | undefined, stub: ChainHead | undefined): string {
  if (before) return hashEvent(before);
  return seq === 1 || !stub ? NO_PREDECESSOR : stub.hash;
}

function gap(subject: string, after: number, before: number): Finding[] {
  const missing = Array.from({ length: Math.max(0, before - after - 1) }, (_, place) => after + 1 + place);
  return missing.map((seq) => ({ kind: 'removed', subject, seq, sentence: `Event ${seq} is missing.` }));
}

function wrongCheckpoint(kept: KeptCheckpoint, position: number, before: KeptCheckpoint | undefined): Finding[] {
  const seq = kept.checkpoint?.number ?? position + 1;
  const wrong = (sentence: string): Finding[] => [{ kind: 'checkpoint', subject: 'checkpoints', seq, sentence }];
  const { checkpoint } = kept;
  if (!checkpoint) return wrong(`Checkpoint ${seq} is not signed by the key given.`);
  if (checkpoint.root !== rootOfHeads(checkpoint.heads)) return wrong(`Checkpoint ${seq} does not hold what it says.`);
  if (before && checkpoint.number !== (before.checkpoint?.number ?? position) + 1)
    return wrong(`Checkpoint ${seq} does not follow the one before it.`);
  const previous = before ? sha256(before.text) : checkpoint.number === 1 ? '' : checkpoint.previous;
  return checkpoint.previous === previous ? [] : wrong(`Checkpoint ${seq} follows another one than is there.`);
}

/** Heads and stubs a checkpoint saw that are there no more, or look different now. */
function missingHeads({ number, heads, stubs: removed = [] }: Checkpoint, chains: Chains, stubs: Stubs): Finding[] {
  return [...heads, ...removed].flatMap(({ subject, seq, hash }): Finding[] => {
    const chain = chains.get(subject) ?? [];
    const event = chain.find((one) => one.seq === seq);
    if (event) {
      if (hashEvent(event) === hash) return [];
      const sentence = `Event ${seq} is not as checkpoint ${number} saw it.`;
      return [{ kind: 'changed', subject, seq, sentence }];
    }
    const isRemoved = chain.length === 0 && seq <= (stubs.get(subject)?.seq ?? 0);
    if (isRemoved || chain.some((one) => one.seq > seq)) return [];
    const sentence = `Checkpoint ${number} saw event ${seq}, which is cut off.`;
    return [{ kind: 'cut', subject, seq, sentence }];
  });
}
