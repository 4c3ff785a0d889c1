import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'vitest';
import { type Activation, isFinal } from '#shared/domain/activation';
import { Refusal } from '#shared/domain/refusal';
import { Stale } from '#shared/ports';
import { cancelActivation } from '#shared/use-cases/end-own-activation';
import { NotGranted } from '#shared/use-cases/grant-access';
import { revokeAccess } from '#shared/use-cases/revoke-access';
import { sweep } from '#shared/use-cases/sweep';
import { createRandom } from '#test/oracle/random';
import { ada } from '#test/support/found-organization';
import type { World } from '#test/support/world';
import { callerOf, expectSound, stored } from './steps.ts';

const ROUNDS = 50;
/** Longer than the machine ever needs, with everything else it does. */
export const RACE_TIMEOUT = 240_000;

const MOST_TURNS = 30;

/** Lets each request of the world wait a random while, the same while in every run, so that interleavings differ. */
export function shuffle(world: World, seed: number): void {
  const { int } = createRandom(seed);
  world.table.onRequest = async () => {
    for (let turns = int(MOST_TURNS); turns > 0; turns -= 1) await turn();
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
async function finish(world: World, id: string): Promise<void> {
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

export interface Round {
  readonly number: number;
  readonly activation: Activation;
  /** What both came to, joined, and the status after it. */
  readonly outcome: string;
}

/** Runs 50 rounds, or as many as told, on fresh activations, each judged, brought to its end and judged again. */
export async function rounds(
  world: World,
  prepare: () => Promise<Activation>,
  first: (activation: Activation, round: number) => Promise<unknown>,
  second: (activation: Activation, round: number) => Promise<unknown>,
  times = ROUNDS,
): Promise<Round[]> {
  const results: Round[] = [];
  for (let number = 0; number < times; number += 1) {
    shuffle(world, number + 1);
    const activation = await prepare();
    const both = await race(
      number,
      () => first(activation, number),
      () => second(activation, number),
    );
    const { status } = await expectSound(world, activation.id);
    results.push({ number, activation, outcome: [...both, status].join(' ') });
    await finish(world, activation.id);
    await expectSound(world, activation.id);
  }
  expect(world.accessProvider.given.size).toBe(0);
  return results;
}

/** All outcomes that came up are among those allowed, and each of those named first did come up. */
export function expectOutcomes(results: Round[], certain: string[], possible: string[] = []): void {
  const seen = new Set(results.map(({ outcome }) => outcome));
  expect([...certain, ...possible]).toEqual(expect.arrayContaining([...seen]));
  expect([...seen]).toEqual(expect.arrayContaining(certain));
}
