import { setTimeout as wait } from 'node:timers/promises';

/** Invocations that may send at the same time: two for each of the four shards a table on demand begins with. */
const SENDERS = 8;
/** Mails that are sent together wait no longer than so many seconds for their turn, or they are only one. */
const LONGEST_SECONDS = 5;
const MOST_AT_ONCE = 10;

interface Watch {
  /** Milliseconds, never backwards. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<unknown>;
}

/** The pace of one sender, so that all together stay within what the mail service takes. */
export interface Pace {
  readonly atOnce: number;
  /** Resolves when it is the turn of the next mail. */
  turn(): Promise<void>;
}

/**
 * Gives each of the senders an eighth of what the mail service takes: no counter in the table, no sender knows another.
 *
 * @param mailsPerSecond what the service takes from the account, in all
 */
export function createPace(mailsPerSecond: number, watch: Watch = { now: () => performance.now(), wait }): Pace {
  const perSecond = mailsPerSecond / SENDERS;
  const between = 1000 / perSecond;
  let next = Number.NEGATIVE_INFINITY;
  return {
    atOnce: Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(perSecond * LONGEST_SECONDS))),
    async turn() {
      const now = watch.now();
      const mine = Math.max(now, next);
      next = mine + between;
      if (mine > now) await watch.wait(mine - now);
    },
  };
}
