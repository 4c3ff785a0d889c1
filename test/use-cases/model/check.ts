import fc from 'fast-check';
import { play, type Tally } from './play.ts';
import { type Step, step } from './step.ts';

export interface ModelRun {
  readonly seed: number;
  readonly runs: number;
  /** Steps of a sequence. */
  readonly steps: number;
}

export interface ModelResult {
  readonly tally: Tally;
  /** The shortest sequence found that breaks something, and what it breaks. */
  readonly failure?: { readonly steps: readonly Step[]; readonly error: string };
}

/** Plays random sequences until one breaks something; the same seed plays the same ones. */
export async function checkModel({ seed, runs, steps }: ModelRun): Promise<ModelResult> {
  const tally: Tally = new Map();
  const sequence = fc.array(step, { minLength: steps, maxLength: steps });
  for (const one of fc.sample(sequence, { seed, numRuns: runs })) {
    const error = await failureOf(one, tally);
    if (error !== undefined) return { tally, failure: await shorten(one, error) };
  }
  return { tally };
}

async function failureOf(steps: readonly Step[], tally: Tally = new Map()): Promise<string | undefined> {
  try {
    await play(steps, tally);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Leaves out whatever is not needed to break something: halves first, single steps at last. */
async function shorten(failing: readonly Step[], first: string): Promise<NonNullable<ModelResult['failure']>> {
  let [steps, error] = [failing, first];
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let from = steps.length - size; from >= 0; from -= size) {
      const fewer = steps.toSpliced(from, size);
      const still = await failureOf(fewer);
      if (still !== undefined) [steps, error] = [fewer, still];
    }
  }
  return { steps, error };
}
