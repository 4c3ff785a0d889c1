import { setImmediate as turn } from 'node:timers/promises';
import { isFinal } from '#shared/domain/activation';
import { Refusal } from '#shared/domain/refusal';
import { Stale } from '#shared/ports';
import { cancelActivation } from '#shared/use-cases/end-own-activation';
import { NotGranted } from '#shared/use-cases/grant-access';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { random } from '#test/oracle/random';
import { ada } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { callerOf, stored } from './steps.ts';

export const ROUNDS = 50;
/** Longer than the machine ever needs, with everything else it does. */
export const RACE_TIMEOUT = 240_000;

const MOST_TURNS = 30;

/** Lets each request of the world wait a random while, the same while in every run, so that interleavings differ. */
export function shuffle(world: World, seed: number): void {
  const next = random(seed);
  world.table.onRequest = async () => {
    for (let turns = Math.floor(next() * MOST_TURNS); turns > 0; turns -= 1) await turn();
  };
}

type Runner = () => Promise<unknown>;

/**
 * Runs both at once; in every tenth round one of them has finished before the other begins, so that each order is met.
 *
 * @returns what each came to: `done`, the code of its refusal, or the name of its error
 */
export async function race(round: number, first: Runner, second: Runner): Promise<[string, string]> {
  if (round % 10 === 0) return [await outcomeOf(first), await outcomeOf(second)];
  if (round % 10 === 5) {
    const late = await outcomeOf(second);
    return [await outcomeOf(first), late];
  }
  return Promise.all([outcomeOf(first), outcomeOf(second)]);
}

/** Refusals and what is tried again are outcomes; anything else is a bug and is thrown. */
async function outcomeOf(runner: Runner): Promise<string> {
  try {
    await runner();
    return 'done';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    if (error instanceof Stale || error instanceof NotGranted) return error.name;
    throw error;
  }
}

/** Brings what the race left to its end, as people and workflow would; fails when it is stranded. */
export async function finish(world: World, id: string): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const activation = await stored(world, id);
    if (isFinal(activation)) return;
    if (activation.status === 'approved') await cancelActivation(id, await callerOf(world, ada), world);
    else if (activation.status === 'pending_approval') await sweepAfter(world, activation.approval.deadline);
    else await revokeAccess({ activationId: id, generation: activation.generation }, world);
  }
  throw new Error(`${id} is stranded.`);
}

async function sweepAfter(world: World, deadline: string): Promise<void> {
  if (world.now() < deadline) world.setTime(deadline);
  world.passMinutes(2);
  await sweep(world);
}
