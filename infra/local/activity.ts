/** Counts what is under way behind the answers (streams, workflow tasks, mails), so that tests and the clock can wait for calm. */
export interface Activity {
  /** Counts the work as under way until its promise settles. */
  track<T>(work: Promise<T>): Promise<T>;
  /** Resolves once nothing has been under way for a few turns of the event loop. */
  settled(): Promise<void>;
}

const CALM_TURNS = 8;

export function createActivity(): Activity {
  let underWay = 0;
  return {
    track(work) {
      underWay += 1;
      return work.finally(() => {
        underWay -= 1;
      });
    },
    async settled() {
      for (let calm = 0; calm < CALM_TURNS; calm += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        if (underWay > 0) {
          calm = -1;
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      }
    },
  };
}
