import type { Change } from '#shared/domain/change';
import type { RightEnding } from '#shared/domain/right-ending';

/** What a change that was only tried out would have done. */
export interface Rehearsed<T> {
  readonly outcome: T;
  /** Fields people see, old → new, in the order of the writes. */
  readonly changes: readonly Change[];
  /** Rights it would have taken away, with all that runs under them. */
  readonly endings: readonly RightEnding[];
}

/** Tries changes out, for dry runs: the very use case runs, and whatever its writes demand of the table is demanded. */
export interface Rehearsals {
  /**
   * Runs a change without making it: nothing is written, so that nobody is told.
   *
   * @throws whatever the change throws, a conflict it would have met included
   */
  rehearse<T>(change: () => Promise<T>): Promise<Rehearsed<T>>;
}
