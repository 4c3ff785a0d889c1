/** A first answer kept for a day, so that a retry with the same key gets it again. */
export interface IdempotencyRecord {
  readonly principalId: string;
  readonly route: string;
  readonly key: string;
  /** SHA-256 of the body, hex. */
  readonly bodyHash: string;
  readonly status: number;
  readonly body: unknown;
}

export interface Idempotency {
  find(principalId: string, route: string, key: string): Promise<IdempotencyRecord | undefined>;
  /** Keeps an answer that no single transaction gave. @returns false when another one is kept already */
  remember(record: IdempotencyRecord): Promise<boolean>;
}
