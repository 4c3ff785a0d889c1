import type { Activity } from './activity.ts';
import type { Clock } from './clock.ts';
import type { Schedules } from './schedules.ts';

export interface TimeMachineOptions {
  readonly clock: Clock;
  readonly activity: Activity;
  readonly schedules: Schedules;
  /** Removes what time to live has ended. */
  expire(): Promise<unknown>;
  /** Told when the clock was moved. */
  moved(): void;
}

/** The longest the sweeper may have been silent when a timer wakes: after 10 minutes Lapse gives no new access. */
const LONGEST_SILENCE = 5 * 60_000;

/**
 * Makes the move of the clock that people and tests ask for: every timer at its own time and in order, then every
 * schedule once at the new time; when it resolves nothing is under way any more.
 */
export function createTimeMachine({ clock, activity, schedules, expire, moved }: TimeMachineOptions) {
  let last: Promise<void> = Promise.resolve();
  const moveTo = (time: number) => clock.advance(Math.max(0, time - clock.now()), activity.settled);

  async function wakeTimersUntil(end: number) {
    let swept = Number.NEGATIVE_INFINITY;
    while (clock.nextWake() <= end) {
      const wake = clock.nextWake();
      if (wake - swept > LONGEST_SILENCE) {
        await moveTo(wake - 1);
        await schedules.runAll();
        swept = wake;
      }
      await moveTo(wake);
    }
  }

  async function move(minutes: number) {
    const end = clock.now() + minutes * 60_000;
    schedules.pause();
    try {
      await wakeTimersUntil(end);
      await moveTo(end);
      await expire();
      await schedules.runAll();
      await activity.settled();
    } finally {
      schedules.resume();
      moved();
    }
  }

  return function advance(minutes: number): Promise<void> {
    const moving = last.then(() => move(minutes));
    last = moving.catch(() => {});
    return moving;
  };
}
