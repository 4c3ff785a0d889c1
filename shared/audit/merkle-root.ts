import { createHash } from 'node:crypto';

/** A leaf can never pass for a node, nor a node for a leaf (RFC 6962 §2.1). */
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/** The root of a Merkle tree over texts in their order (RFC 6962 §2.1), base64url. */
export function merkleRoot(leaves: readonly string[]): string {
  if (leaves.length === 0) return createHash('sha256').digest('base64url');
  return rootOf(leaves.map((leaf) => digest(LEAF, Buffer.from(leaf)))).toString('base64url');
}

function rootOf(hashes: readonly Buffer[]): Buffer {
  const [first, ...others] = hashes;
  if (first === undefined) throw new Error('A tree has at least one leaf.');
  if (others.length === 0) return first;
  const left = largestPowerOfTwoBelow(hashes.length);
  return digest(NODE, rootOf(hashes.slice(0, left)), rootOf(hashes.slice(left)));
}

function largestPowerOfTwoBelow(count: number): number {
  return 2 ** Math.ceil(Math.log2(count) - 1);
}

function digest(...parts: readonly Buffer[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}
