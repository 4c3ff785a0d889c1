import { createHash } from 'node:crypto';
import { Refusal } from '#shared/domain/refusal';
import { canonicalJson } from '#shared/domain/terms';
import type { Ports } from '#shared/ports';
import type { IdempotencyRecord } from '#shared/ports/idempotency';

/** What was answered before under the same key. */
export type Recall = Pick<IdempotencyRecord, 'status' | 'body'>;

/** Under which key of whom an answer is looked for, and what was asked. */
export interface AnswerLookup {
  readonly principalId: string;
  readonly route: string;
  readonly key: string;
  readonly body: unknown;
}

/**
 * Finds the first answer given under a key of the caller.
 *
 * @throws Refusal idempotency_key_reused when the body is another one
 */
export async function recallAnswer(
  lookup: AnswerLookup,
  { idempotency }: Pick<Ports, 'idempotency'>,
): Promise<Recall | undefined> {
  const record = await idempotency.find(lookup.principalId, lookup.route, lookup.key);
  if (!record) return undefined;
  if (record.bodyHash !== hashBody(lookup.body)) throw new Refusal('idempotency_key_reused');
  return record;
}

/** SHA-256 of a body, whatever the order of its names. */
export function hashBody(body: unknown): string {
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}
