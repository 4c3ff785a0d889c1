import type { Clock } from '../clock.ts';

/** Waits for an instant of the clock (ms since the epoch; a past one is now), or rejects as soon as `ended` says so. */
export function sleepUntil(when: number, clock: Clock, ended: AbortSignal): Promise<void> {
  ended.throwIfAborted();
  if (when <= clock.now()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      wakeNot();
      reject(ended.reason);
    };
    const wakeNot = clock.at(when, () => {
      ended.removeEventListener('abort', giveUp);
      resolve();
    });
    ended.addEventListener('abort', giveUp, { once: true });
  });
}
