import { type ChangeRecord, commit, recordsOf } from './commit.ts';
import type { Store } from './dynalite.ts';
import type { Change } from './write.ts';

const PREFIX = 'stream~';
const DIGITS = 15;
const range = { gte: PREFIX, lt: `${PREFIX}\uffff` };

/** The stream's memory: a change is kept until whoever listens has dealt with it, whatever happens to this process. */
export interface Journal {
  /** Writes the changes together with their records, all or none, and tells the listener in their order. */
  write(changes: readonly Change[], about: Pick<ChangeRecord, 'at' | 'userIdentity'>): Promise<void>;
  /** Tells once more, oldest first, what was not dealt with when an earlier process ended. */
  redeliver(): Promise<void>;
}

interface Entry {
  readonly key: string;
  readonly record: ChangeRecord;
}

/**
 * Starts the journal of a store, which may still be opening.
 *
 * @param onChange what it returns resolves once the change is dealt with
 */
export function createJournal(store: Store, onChange: (record: ChangeRecord) => unknown): Journal {
  let last: number | undefined;

  async function nextKey() {
    last = (last ?? (await lastNumber(store))) + 1;
    return PREFIX + String(last).padStart(DIGITS, '0');
  }

  function tell({ key, record }: Entry) {
    const forget = () => store.db.batch([{ type: 'del', key }]);
    // What can be neither dealt with nor forgotten, because the store is closed by now, comes again at the next start.
    void Promise.resolve(onChange(record))
      .then(forget)
      .catch(() => {});
  }

  return {
    async write(changes, about) {
      const entries: Entry[] = [];
      for (const record of recordsOf(changes)) entries.push({ key: await nextKey(), record: { ...record, ...about } });
      const puts = entries.map(({ key, record }) => ({ type: 'put' as const, key, value: record }));
      await commit(changes, puts, store);
      for (const entry of entries) tell(entry);
    },
    async redeliver() {
      for (const entry of await listEntries(store)) tell(entry);
    },
  };
}

/** The same for a store in memory, which has nothing to remember. */
export function tellOnly(store: Store, onChange: (record: ChangeRecord) => unknown): Journal {
  return {
    async write(changes, about) {
      await commit(changes, [], store);
      for (const record of recordsOf(changes)) onChange({ ...record, ...about });
    },
    redeliver: async () => {},
  };
}

async function listEntries({ db }: Store): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const [key, record] of db.iterator(range)) entries.push({ key, record: record as ChangeRecord });
  return entries;
}

async function lastNumber(store: Store): Promise<number> {
  return Number((await listEntries(store)).at(-1)?.key.slice(PREFIX.length) ?? 0);
}
