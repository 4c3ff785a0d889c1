/** Something the sweeper has to look at; `holderId`: whose partition an assignment stands in. */
export type Due = {
  /** Since when, ISO 8601 UTC, however often it was put off. */
  readonly dueAt: string;
  readonly putOff?: PutOff;
} & (
  | { readonly kind: 'activation' | 'ending' | 'import'; readonly id: string }
  | { readonly kind: 'assignment'; readonly id: string; readonly holderId: string }
);

/** That settling failed, how often in a row, and when it is tried again, ISO 8601 UTC. */
export interface PutOff {
  readonly failures: number;
  readonly until: string;
}

export interface Dues {
  /**
   * What is due by the instant and since when, oldest first, and behind it what was put off, whenever it is tried again,
   * next try first; at most `limit` of each a shard; eventually consistent.
   */
  list(by: string, limit: number): Promise<Due[]>;
  /**
   * Takes out of the way what could not be settled. Neither a change of its state nor of its revision: whatever is
   * written of it next makes it due as ever.
   *
   * @throws Stale when it is no longer due as it was read
   */
  putOff(due: Due, putOff: PutOff): Promise<void>;
}
