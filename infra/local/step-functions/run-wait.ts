import type { Clock } from '../clock.ts';
import { sleepUntil } from './sleep-until.ts';
import { statesRuntime } from './task-failure.ts';

/** What an adapted Wait state hands over, see `adaptDefinition`. */
export interface WaitInput {
  input: unknown;
  seconds?: unknown;
  timestamp?: unknown;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Runs a Wait state, whose output is its input. @throws TaskFailure States.Runtime when there is no such time */
export async function runWait(given: WaitInput, clock: Clock, ended: AbortSignal): Promise<unknown> {
  await sleepUntil(endOfWait(given, clock.now()), clock, ended);
  return given.input;
}

function endOfWait({ seconds, timestamp }: WaitInput, now: number): number {
  if (typeof timestamp === 'string' && RFC_3339.test(timestamp) && !Number.isNaN(Date.parse(timestamp))) {
    return Date.parse(timestamp);
  }
  if (Number.isInteger(seconds) && Number(seconds) >= 0) return now + Number(seconds) * 1000;
  throw statesRuntime(`The wait has no end: ${JSON.stringify(timestamp ?? seconds)}`);
}
