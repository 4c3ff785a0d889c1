import type { Clock } from '../clock.ts';
import { TOKEN_PLACEHOLDER } from './adapt-definition.ts';
import { callResource, type Resources, waitsForToken } from './call-resource.ts';
import type { Retrier, State } from './definition.ts';
import { retryPause } from './retry-pause.ts';
import { sleepUntil } from './sleep-until.ts';
import { statesRuntime, TaskFailure } from './task-failure.ts';
import type { TaskTokens } from './task-tokens.ts';

/** What an adapted Task state hands over, see `adaptDefinition`. */
export interface TaskInput {
  input: unknown;
  parameters?: unknown;
  timeoutSeconds?: unknown;
  heartbeatSeconds?: unknown;
}

export interface TaskSurroundings {
  clock: Clock;
  resources: Resources;
  tokens: TaskTokens;
  /** Aborted when the execution ends before its task. */
  ended: AbortSignal;
}

/**
 * Runs a Task state: attempt after attempt, as its Retry says, each with a timeout and a token of its own.
 *
 * @throws TaskFailure of the last attempt
 */
export async function runTask(state: State, given: TaskInput, surroundings: TaskSurroundings): Promise<unknown> {
  const { clock, ended } = surroundings;
  const attempts = new Map<Retrier, number>();
  for (;;) {
    try {
      return await attempt(state, given, surroundings);
    } catch (failure) {
      if (!(failure instanceof TaskFailure)) throw failure;
      const seconds = retryPause(state.Retry ?? [], attempts, failure);
      if (seconds === undefined) throw failure;
      await sleepUntil(clock.now() + seconds * 1000, clock, ended);
    }
  }
}

function attempt({ Resource = '' }: State, given: TaskInput, surroundings: TaskSurroundings) {
  const { clock, tokens, ended, resources } = surroundings;
  const timeoutMs = milliseconds(given.timeoutSeconds, 'TimeoutSeconds');
  const heartbeatMs = milliseconds(given.heartbeatSeconds, 'HeartbeatSeconds');
  const parameters = 'parameters' in given ? given.parameters : given.input;
  const waits = waitsForToken(Resource);
  ended.throwIfAborted();

  return new Promise<unknown>((resolve, reject) => {
    const { leave, onLeave } = leaving();
    const succeed = (output: unknown) => leave(() => resolve(output));
    const fail = (failure: unknown) => leave(() => reject(failure));

    onLeave(clock.at(clock.now() + timeoutMs, () => fail(new TaskFailure('States.Timeout', ''))));
    onLeave(onAbort(ended, () => fail(ended.reason)));
    const beat = heartbeat(clock, heartbeatMs, fail, onLeave);
    const token = waits ? tokens.issue({ succeed, fail, beat }) : '';
    if (waits) onLeave(() => tokens.spend(token));

    // With a token, only a failure of the call ends the task; its answer does not.
    callResource(Resource, putToken(parameters, token), resources).then(waits ? () => {} : succeed, fail);
  });
}

function onAbort(signal: AbortSignal, act: () => void): () => void {
  signal.addEventListener('abort', act);
  return () => signal.removeEventListener('abort', act);
}

/** Clears up before the task settles, once, so that nobody can tell a task something after its end. */
function leaving() {
  const steps: (() => void)[] = [];
  return {
    onLeave: (step: () => void) => steps.push(step),
    leave: (settle: () => void) => {
      for (const step of steps.splice(0)) step();
      settle();
    },
  };
}

function heartbeat(
  clock: Clock,
  intervalMs: number,
  fail: (failure: TaskFailure) => void,
  onLeave: (step: () => void) => void,
) {
  let callOff = () => {};
  const beat = () => {
    callOff();
    callOff = clock.at(clock.now() + intervalMs, () => fail(new TaskFailure('States.HeartbeatTimeout', '')));
  };
  onLeave(() => callOff());
  beat();
  return beat;
}

/** @throws TaskFailure States.Runtime unless the seconds are absent (no limit) or a positive integer */
function milliseconds(seconds: unknown, field: string): number {
  if (seconds === undefined) return Number.POSITIVE_INFINITY;
  if (Number.isInteger(seconds) && Number(seconds) > 0) return Number(seconds) * 1000;
  throw statesRuntime(`${field} must be a positive integer, but is ${JSON.stringify(seconds)}`);
}

function putToken(parameters: unknown, token: string): unknown {
  return JSON.parse(JSON.stringify(parameters ?? null), (_, value) =>
    typeof value === 'string' ? value.replaceAll(TOKEN_PLACEHOLDER, token) : value,
  );
}
