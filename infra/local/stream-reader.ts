import * as v from 'valibot';
import type { Activity } from './activity.ts';
import type { Clock } from './clock.ts';
import type { StreamRecord } from './stream-record.ts';

const PartialAnswer = v.object({
  batchItemFailures: v.optional(v.nullable(v.array(v.object({ itemIdentifier: v.string() }))), []),
});

export interface FailedBatch {
  /** Logical id of the event source mapping. */
  readonly mapping: string;
  readonly records: readonly StreamRecord[];
  readonly error: unknown;
}

export interface ReaderOptions {
  readonly batchSize: number;
  /** How often a failed batch is tried again before it is given up; Infinity never gives up. */
  readonly retries: number;
  /** Whether a failed batch is halved, to find the record that is to blame. */
  readonly bisect: boolean;
  /** Whether the function's answer names the records that failed. */
  readonly partial: boolean;
  readonly clock: Clock;
  readonly activity: Activity;
  invoke(event: { Records: readonly StreamRecord[] }): Promise<unknown>;
  giveUp(records: readonly StreamRecord[], error: unknown): void;
}

type Batch = readonly StreamRecord[];

// Ten retries last longer than the two minutes for which a mail stays claimed by a process that was killed.
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 60_000;

export interface Reader {
  /** Resolves once the function has taken the record, or it was given up. */
  take(record: StreamRecord): Promise<void>;
  /** Begins nothing any more; resolves when the function has answered. What it has not taken stays unresolved. */
  close(): Promise<void>;
}

/** Reads a stream for one function as Lambda does: in order, a batch at a time, what fails again and again until given up. */
export function createReader(options: ReaderOptions): Reader {
  const { batchSize, retries, bisect, clock, activity } = options;
  const waiting: { record: StreamRecord; done: () => void }[] = [];
  const closing = new AbortController();
  let reading = false;
  let invoked: Promise<unknown> = Promise.resolve();

  async function read() {
    while (waiting.length > 0 && !closing.signal.aborted) {
      const batch = waiting.splice(0, batchSize);
      await deliver(
        batch.map(({ record }) => record),
        0,
      );
      for (const { done } of batch) done();
    }
    reading = false;
  }

  async function deliver(batch: Batch, attempt: number): Promise<void> {
    // What is left then comes again at the next start.
    if (closing.signal.aborted) return new Promise(() => {});
    const trying = activity.track(tryBatch(batch, options));
    invoked = trying;
    const { left, error } = await trying;
    if (left.length === 0) return;
    if (left.length < batch.length) return deliver(left, 0);
    if (bisect && left.length > 1) {
      const middle = Math.ceil(left.length / 2);
      await deliver(left.slice(0, middle), attempt);
      return deliver(left.slice(middle), attempt);
    }
    if (attempt >= retries) return options.giveUp(left, error);
    await pause(Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE), clock, closing.signal);
    return deliver(left, attempt + 1);
  }

  return {
    take: (record) =>
      new Promise((done) => {
        waiting.push({ record, done });
        if (reading) return;
        reading = true;
        void activity.track(new Promise<void>((resolve) => setImmediate(resolve))).then(read);
      }),
    async close() {
      closing.abort();
      await invoked;
    },
  };
}

/** Hands a batch to the function; answers what is left to do, from the first record that failed. */
async function tryBatch(batch: Batch, { invoke, partial }: ReaderOptions): Promise<{ left: Batch; error?: unknown }> {
  try {
    const answer = await invoke({ Records: batch });
    return { left: partial ? unfinished(batch, answer) : [], error: 'reported by the function' };
  } catch (error) {
    return { left: batch, error };
  }
}

function unfinished(batch: Batch, answer: unknown): Batch {
  const parsed = v.safeParse(PartialAnswer, answer ?? {});
  if (!parsed.success) return batch;
  const failed = parsed.output.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier) ?? [];
  if (failed.length === 0) return [];
  const positions = failed.map((id) => batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === id));
  // Lambda takes an identifier it does not know for a failure of the whole batch.
  return batch.slice(Math.max(0, Math.min(...positions)));
}

/** Waits on the clock, so that moving it on also hurries what is tried again; for ever once the reader is closed. */
function pause(milliseconds: number, clock: Clock, closed: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (closed.aborted) return;
    const callOff = clock.at(clock.now() + milliseconds, () => {
      closed.removeEventListener('abort', callOff);
      resolve();
    });
    closed.addEventListener('abort', callOff);
  });
}
