import { isFinal } from '#shared/domain/activation';
import { plusMinutes } from '#shared/domain/instant';
import { leftBehind } from '#test/support/invariants/access';
import { type Facts, factsOf } from '#test/support/invariants/facts';
import { refuseViolations, violationsOf } from '#test/support/invariants/invariants';
import { changesBetween } from '#test/support/unchanged';
import type { World } from '#test/support/world';
import { breakProvider, dispatch, runWorkflow, stopWorkflow, sweepOnce, tell } from './machines-act.ts';
import { openModel } from './organization.ts';
import { peopleAct, refusalIn, type Scene } from './people-act.ts';
import type { Step } from './step.ts';

/** How often what happened, over all sequences: `vote` and `vote not_pending`, and every type of event. */
export type Tally = Map<string, number>;

const A_SECOND = 1 / 60;
/** Longer than any window, start and duration of the model. */
const LONG_MINUTES = 3 * 24 * 60;

/**
 * Plays a sequence of steps in a world of its own. After every step what must always hold is judged, and that a refusal
 * has changed nothing (I20); at the end, that two sweeps leave no access behind (I21).
 *
 * @throws Error naming the step and the invariants
 */
export async function play(steps: readonly Step[], tally: Tally): Promise<void> {
  const world = await openModel();
  try {
    let facts = await look(world);
    for (const [place, step] of steps.entries()) facts = await playOne(world, step, facts, place, tally);
    for (const { type } of facts.events) count(tally, type);
    await expectNothingLeft(world);
  } finally {
    await world.close();
  }
}

async function playOne(world: World, step: Step, before: Facts, place: number, tally: Tally): Promise<Facts> {
  // No two steps at the same instant, so that the order of things can be told from their times.
  world.setTime(plusMinutes(world.now(), A_SECOND));
  const scene: Scene = { world, rows: before.rows, activations: before.activations.toReversed() };
  try {
    const refusal = await act(scene, step);
    count(tally, [step.does, refusal].filter(Boolean).join(' '));
    const after = await look(world);
    const changes = refusal ? changesBetween(before.rows, after.rows) : [];
    const violations = changes.map((change) => ({ id: 'I20', detail: `${change}, and it was refused as ${refusal}` }));
    refuseViolations([...violations, ...violationsOf(after)]);
    return after;
  } catch (cause) {
    throw new Error(`Step ${place + 1}, ${JSON.stringify(step)}: ${cause instanceof Error ? cause.stack : cause}`, {
      cause,
    });
  }
}

async function look(world: World): Promise<Facts> {
  return factsOf(await world.exportTable(), { given: world.accessProvider.given, isQuiet: true });
}

function count(tally: Tally, what: string): void {
  tally.set(what, (tally.get(what) ?? 0) + 1);
}

/** @returns the code of the refusal, if it was one */
async function act(scene: Scene, step: Step): Promise<string | undefined> {
  const { world, activations } = scene;
  switch (step.does) {
    case 'pass':
      return void world.passMinutes(step.minutes);
    case 'workflow': {
      const open = activations.filter((activation) => !isFinal(activation));
      const activation = open[step.which % Math.max(1, open.length)];
      return void (activation && (await runWorkflow(world, activation, step.isOlder)));
    }
    case 'everyWorkflow':
      for (const activation of activations) if (!isFinal(activation)) await runWorkflow(world, activation);
      return undefined;
    case 'stopWorkflow': {
      const activation = activations[step.which % Math.max(1, activations.length)];
      return void (activation && stopWorkflow(world, activation));
    }
    case 'dispatch':
      return void (await dispatch(scene));
    case 'sweep':
      return void (await sweepOnce(world));
    case 'tell':
      return void (await tell(scene));
    case 'fault':
      return void breakProvider(world, step.place, step.times);
    default:
      return actAsPeople(scene, step);
  }
}

type PeopleStep = Extract<Step, { does: keyof typeof peopleAct }>;

async function actAsPeople(scene: Scene, step: PeopleStep): Promise<string | undefined> {
  const acts: Record<string, (scene: Scene, step: never) => Promise<unknown>> = peopleAct;
  try {
    await acts[step.does]?.(scene, step as never);
    return undefined;
  } catch (error) {
    return refusalIn(error);
  }
}

async function expectNothingLeft(world: World): Promise<void> {
  breakProvider(world, 'before', 0);
  breakProvider(world, 'after', 0);
  for (let sweeps = 0; sweeps < 2; sweeps += 1) {
    world.passMinutes(LONG_MINUTES);
    await sweepOnce(world);
  }
  const facts = await look(world);
  const left = leftBehind(facts).map((detail) => ({ id: 'I21', detail }));
  refuseViolations([...left, ...violationsOf(facts)]);
}
