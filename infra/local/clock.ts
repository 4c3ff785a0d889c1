/** Time on one machine: the real time plus an offset that only grows, and sleepers that wake in order of their time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds this clock is ahead of the real time. */
  offset(): number;
  /** Wakes the sleeper once at `when` (ms since the epoch; Infinity never); returns how to call it off. */
  at(when: number, wake: () => void): () => void;
  /** When the next sleeper wakes, Infinity when nobody sleeps. */
  nextWake(): number;
  /** Moves the time on, waking each sleeper at its own time; `settle` is awaited before each step and at the end. */
  advance(milliseconds: number, settle: () => Promise<void>): Promise<void>;
}

interface Sleeper {
  readonly when: number;
  readonly wake: () => void;
}

const realNow = Date.now.bind(Date);
const LONGEST_TIMER = 60_000;

/** Starts a clock; `offset` is what an earlier run had moved it on by, so that stored times never lie ahead. */
export function createClock(offset = 0): Clock {
  const sleepers = new Set<Sleeper>();
  let timer: NodeJS.Timeout | undefined;

  const now = () => realNow() + offset;
  const nextWake = () => Math.min(...[...sleepers].map((sleeper) => sleeper.when));

  function wakeDue() {
    clearTimeout(timer);
    const due = [...sleepers].filter((sleeper) => sleeper.when <= now()).sort((a, b) => a.when - b.when);
    for (const sleeper of due) if (sleepers.delete(sleeper)) sleeper.wake();
    if (sleepers.size === 0) return;
    timer = setTimeout(wakeDue, Math.min(Math.max(0, nextWake() - now()), LONGEST_TIMER));
    timer.unref();
  }

  return {
    now,
    offset: () => offset,
    nextWake,
    at(when, wake) {
      if (when === Number.POSITIVE_INFINITY) return () => {};
      const sleeper = { when, wake };
      sleepers.add(sleeper);
      setImmediate(wakeDue);
      return () => sleepers.delete(sleeper);
    },
    async advance(milliseconds, settle) {
      const end = now() + milliseconds;
      await settle();
      while (nextWake() <= end) {
        offset += Math.max(0, nextWake() - now());
        wakeDue();
        await settle();
      }
      offset += Math.max(0, end - now());
      await settle();
    },
  };
}

/**
 * Makes `Date` tell the clock's time in this process, so that functions and libraries need not know that it moves.
 *
 * @returns how to give the process its own time back
 */
export function installClock(clock: Clock): () => void {
  const RealDate = globalThis.Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(
        target,
        args.length === 0 ? [clock.now()] : args,
        newTarget === globalThis.Date ? target : newTarget,
      ),
    apply: () => new RealDate(clock.now()).toString(),
    get: (target, key) => (key === 'now' ? clock.now : Reflect.get(target, key)),
  });
  return () => {
    globalThis.Date = RealDate;
  };
}
