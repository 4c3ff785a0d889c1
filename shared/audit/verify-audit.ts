import type { AuditEvent } from '#shared/domain/audit-event';
import type { ChainHead, Checkpoint } from './checkpoint.ts';
import { hashEvent } from './event-hash.ts';
import type { Finding } from './finding.ts';
import { type Beginning, type Chains, chainsOf, verifyChains, WHOLE } from './verify-chains.ts';
import { type KeptCheckpoint, soundOnes, verifyCheckpoints } from './verify-checkpoints.ts';

/**
 * Replays an export offline: every chain from its first event, or from where a signed stub says that it begins because what
 * was before is older than has to be kept; every checkpoint against the chains; and every event against the checkpoints,
 * which speak of all that was recorded before the newest of them.
 *
 * @param events in the order of the export, oldest or newest first
 * @param checkpoints in their order
 * @param from number of the checkpoint all begins with: what was recorded before it may be missing, unless it is the first
 * @returns each event or checkpoint that was changed, removed, reordered, doubled, added or cut off, with its position; empty when all is as it was written
 */
export function verifyAudit(
  events: readonly AuditEvent[],
  checkpoints: readonly KeptCheckpoint[],
  from = 1,
): Finding[] {
  const chains = chainsOf(events);
  const sound = soundOnes(checkpoints);
  const stubs = stubsOf(sound);
  // A checkpoint to begin with that is not there excuses nothing.
  const begin = from > 1 ? sound.find(({ number }) => number === from) : undefined;
  const judged = begin ? sound.filter(({ number }) => number > from) : sound;
  const findings = [
    ...verifyChains(chains, beginnings(stubs, begin && judged)),
    ...verifyCheckpoints(checkpoints, from),
    ...judged.flatMap((checkpoint) => missingHeads(checkpoint, chains, stubs)),
    ...addedEvents(chains, sound, begin),
  ];
  // What both its successor and a checkpoint give away is told once.
  const nameOf = ({ kind, subject, seq }: Finding) => `${kind} ${subject} ${seq}`;
  return [...new Map(findings.map((finding) => [nameOf(finding), finding])).values()];
}

/** What was removed by right, by chain: the highest stub that a genuine checkpoint signed. */
type Stubs = ReadonlyMap<string, ChainHead>;

function stubsOf(checkpoints: readonly Checkpoint[]): Stubs {
  const stubs = new Map<string, ChainHead>();
  for (const stub of checkpoints.flatMap(({ stubs: removed = [] }) => removed))
    if (stub.seq > (stubs.get(stub.subject)?.seq ?? 0)) stubs.set(stub.subject, stub);
  return stubs;
}

/**
 * Where chains begin: whole, behind their stub, or, where what is old may be missing, anywhere before the first event that
 * a later checkpoint saw.
 */
function beginnings(stubs: Stubs, later: readonly Checkpoint[] | undefined) {
  const seen = new Map<string, number>();
  for (const { subject, seq } of later?.flatMap(({ heads }) => heads) ?? [])
    if (!seen.has(subject)) seen.set(subject, seq);
  return (subject: string, first: number): Beginning => {
    const stub = stubs.get(subject);
    const missing = later ? Math.min(first, seen.get(subject) ?? first) - 1 : 0;
    if (stub && stub.seq >= missing) return stub;
    return missing > 0 ? { seq: missing, hash: undefined } : WHOLE;
  };
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

/** Events older than the newest checkpoint of which none speaks: a seal takes in everything that was recorded before its time. */
function addedEvents(chains: Chains, checkpoints: readonly Checkpoint[], begin: Checkpoint | undefined): Finding[] {
  const newest = checkpoints.at(-1);
  if (!newest) return [];
  const sealed = new Map<string, number>();
  for (const { subject, seq } of checkpoints.flatMap(({ heads, stubs = [] }) => [...heads, ...stubs]))
    sealed.set(subject, Math.max(seq, sealed.get(subject) ?? 0));
  const sentence = `No checkpoint saw it, though it is dated before checkpoint ${newest.number}: added later, or indexed late.`;
  return [...chains].flatMap(([subject, chain]) =>
    chain
      .filter(({ at, seq }) => at < newest.at && at >= (begin?.at ?? '') && seq > (sealed.get(subject) ?? 0))
      .map(({ seq }): Finding => ({ kind: 'added', subject, seq, sentence })),
  );
}
