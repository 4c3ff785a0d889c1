import * as v from 'valibot';
import { Instant } from '#shared/domain/instant';
import { canonicalJson } from '#shared/domain/terms';
import { merkleRoot } from './merkle-root.ts';

/** The last event of one subject at the time of a checkpoint. */
export const ChainHead = v.object({ subject: v.string(), seq: v.number(), hash: v.string() });
export type ChainHead = v.InferOutput<typeof ChainHead>;

/**
 * What is signed every hour: the heads of all chains that grew since the checkpoint before, and that checkpoint's hash,
 * so that neither the end of a chain nor a whole checkpoint can be left out later.
 */
export const Checkpoint = v.object({
  at: Instant,
  /** Counts from 1 without gaps. */
  number: v.number(),
  /** SHA-256 of the text (compact JWS) of the checkpoint before, base64url; empty for the first. */
  previous: v.string(),
  /** Merkle root over the heads (RFC 6962), base64url. */
  root: v.string(),
  heads: v.array(ChainHead),
  /** The last event of each chain that was removed because it was old: the archive has it and all before it. */
  stubs: v.exactOptional(v.array(ChainHead)),
});
export type Checkpoint = v.InferOutput<typeof Checkpoint>;

/** Heads in the order of their subjects, each once: the one with the most events. */
export function inOrder(heads: readonly ChainHead[]): ChainHead[] {
  const newest = new Map<string, ChainHead>();
  for (const head of heads) if (head.seq >= (newest.get(head.subject)?.seq ?? 0)) newest.set(head.subject, head);
  return [...newest.values()].sort((a, b) => (a.subject < b.subject ? -1 : 1));
}

export function rootOfHeads(heads: readonly ChainHead[]): string {
  return merkleRoot(heads.map((head) => canonicalJson(head)));
}
