import { type Checkpoint, rootOfHeads } from './checkpoint.ts';
import { sha256 } from './event-hash.ts';
import type { Finding } from './finding.ts';

/** A checkpoint as it was kept: its signed text, and what it says when its signature is genuine. */
export interface KeptCheckpoint {
  readonly text: string;
  readonly checkpoint: Checkpoint | undefined;
}

/** What checkpoints say that are signed and hold together, in their order. */
export function soundOnes(checkpoints: readonly KeptCheckpoint[]): Checkpoint[] {
  return checkpoints.flatMap(({ checkpoint }) => (checkpoint && holdsTogether(checkpoint) ? [checkpoint] : []));
}

/**
 * Looks at checkpoints alone: whether each is signed and follows the one before.
 *
 * @param from number of the one that has to be there first
 */
export function verifyCheckpoints(checkpoints: readonly KeptCheckpoint[], from: number): Finding[] {
  return [
    ...missingFrom(checkpoints, from),
    ...checkpoints.flatMap((kept, position) => wrongCheckpoint(kept, position, checkpoints[position - 1])),
  ];
}

/** Whoever leaves out the oldest leaves no gap: the one after them hangs on something nobody can look at. */
function missingFrom(checkpoints: readonly KeptCheckpoint[], from: number): Finding[] {
  const numbers = checkpoints.flatMap(({ checkpoint }) => checkpoint?.number ?? []);
  const [first] = numbers;
  if (first === undefined || numbers.includes(from)) return [];
  const sentence =
    first > from + 1 ? `Checkpoints ${from} to ${first - 1} are missing.` : `Checkpoint ${from} is missing.`;
  return [{ kind: 'checkpoint', subject: 'checkpoints', seq: from, sentence }];
}

function wrongCheckpoint(kept: KeptCheckpoint, position: number, before: KeptCheckpoint | undefined): Finding[] {
  const seq = kept.checkpoint?.number ?? position + 1;
  const wrong = (sentence: string): Finding[] => [{ kind: 'checkpoint', subject: 'checkpoints', seq, sentence }];
  const { checkpoint } = kept;
  if (!checkpoint) return wrong(`Checkpoint ${seq} is not signed by the key given.`);
  if (!holdsTogether(checkpoint)) return wrong(`Checkpoint ${seq} does not hold what it says.`);
  if (before && checkpoint.number !== (before.checkpoint?.number ?? position) + 1)
    return wrong(`Checkpoint ${seq} does not follow the one before it.`);
  const previous = before ? sha256(before.text) : checkpoint.number === 1 ? '' : checkpoint.previous;
  return checkpoint.previous === previous ? [] : wrong(`Checkpoint ${seq} follows another one than is there.`);
}

function holdsTogether({ root, heads }: Checkpoint): boolean {
  return root === rootOfHeads(heads);
}
