import type { Retrier } from './definition.ts';
import { namesFailure, type TaskFailure } from './task-failure.ts';

/**
 * How many seconds to wait before the next attempt, or undefined when there is none.
 *
 * The first retrier that names the failure decides; each counts its own attempts. Jitter is left out, so that tests
 * know the time.
 *
 * @param attempts retries made so far in this visit of the state, by retrier; counted up here
 */
export function retryPause(retriers: Retrier[], attempts: Map<Retrier, number>, failure: TaskFailure) {
  const retrier = retriers.find(({ ErrorEquals }) => namesFailure(ErrorEquals, failure));
  if (!retrier) return undefined;

  const made = attempts.get(retrier) ?? 0;
  const { MaxAttempts = 3, IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier;
  if (made >= MaxAttempts) return undefined;
  attempts.set(retrier, made + 1);
  return Math.min(IntervalSeconds * BackoffRate ** made, MaxDelaySeconds);
}
