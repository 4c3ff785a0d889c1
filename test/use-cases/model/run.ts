import { parseArgs } from 'node:util';
import { checkModel } from './check.ts';

/** `npm run model`: plays many random sequences, and says what it takes to play them again. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
      runs: { type: 'string', default: '500' },
      steps: { type: 'string', default: '60' },
    },
  });
  const [seed, runs, steps] = [Number(values.seed), Number(values.runs), Number(values.steps)];
  console.log(`npm run model -- --seed ${seed} --runs ${runs} --steps ${steps}`);
  const { tally, failure } = await checkModel({ seed, runs, steps });
  if (failure) {
    console.error(`${failure.steps.map((step) => JSON.stringify(step)).join('\n')}\n${failure.error}`);
    return 1;
  }
  for (const [what, times] of [...tally].sort()) console.log(`${String(times).padStart(7)} ${what}`);
  console.log(`${runs} sequences of ${steps} steps: what must always hold did.`);
  return 0;
}

process.exitCode = await main();
