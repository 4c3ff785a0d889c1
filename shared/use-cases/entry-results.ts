import { type ImportedEntry, nameOf } from '#shared/domain/policy/imported-entry';
import type { PolicyEntry } from '#shared/domain/policy/policy-entry';
import { Refusal } from '#shared/domain/refusal';
import type { Taken } from './take-policy-entry.ts';

/** What an entry has come to. */
export interface EntryResult extends Omit<Taken, 'outcome'> {
  readonly entry: ImportedEntry;
  readonly outcome: Taken['outcome'] | 'refused';
  readonly refusal?: Refusal;
}

export interface EntryResults {
  /** Does the work of an entry, unless it is refused before, and notes what came of it. */
  note(entry: PolicyEntry, work: () => Promise<Taken>): Promise<void>;
  isRepeated(entry: PolicyEntry): boolean;
  /** In the order of the entries. */
  all(): EntryResult[];
}

/** What the entries of an import have come to so far; of several by one name the first counts. */
export function entryResults(entries: readonly PolicyEntry[]): EntryResults {
  const results = new Map<PolicyEntry, EntryResult>();
  const seen = new Set<string>();
  const repeated = new Set(entries.filter((entry) => seen.size === seen.add(keyOf(entry)).size));
  /** Roles whose rules were to come with the import, and did not. */
  const unruled = new Set<string>();

  return {
    isRepeated: (entry) => repeated.has(entry),
    async note(entry, work) {
      const name = nameOf(entry);
      try {
        if (repeated.has(entry)) throw new Refusal('import_named_twice');
        if (entry.kind === 'assignment' && unruled.has(entry.roleId)) throw new Refusal('import_rests_on_refused');
        results.set(entry, { entry: name, ...(await work()) });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (entry.kind === 'settings') unruled.add(entry.roleId);
        results.set(entry, { entry: name, outcome: 'refused', refusal: error });
      }
    },
    all: () => entries.flatMap((entry) => results.get(entry) ?? []),
  };
}

/** By what two entries are the same. */
function keyOf(entry: PolicyEntry): string {
  return JSON.stringify([nameOf(entry), entry.kind === 'assignment' ? (entry.facts.from ?? null) : null]);
}
