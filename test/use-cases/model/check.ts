import fc from 'fast-check';
import { play, type Tally } from './play.ts';
import { type Step, step } from './step.ts';

export interface ModelRun {
  readonly seed: number;
  readonly runs: number;
  /** Steps of a sequence at most. */
  readonly steps: number;
}

export interface ModelResult {
  readonly sequences: number;
  readonly tally: Tally;
  /** The shortest sequence found that breaks something, and what it breaks. */
  readonly failure?: { readonly steps: readonly Step[]; readonly error: string };
}

/** Plays random sequences; the same seed plays the same ones. */
export async function checkModel({ seed, runs, steps }: ModelRun): Promise<ModelResult> {
  const tally: Tally = new Map();
  const sequences = fc.array(step, { minLength: Math.ceil(steps / 2), maxLength: steps, size: 'max' });
  const property = fc.asyncProperty(sequences, (sequence) => play(sequence, tally));
  const details = await fc.check(property, { seed, numRuns: runs });
  const [found] = details.counterexample ?? [];
  const error = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  return { sequences: details.numRuns, tally, ...(found ? { failure: { steps: found, error } } : {}) };
}
