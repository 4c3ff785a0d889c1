import * as v from 'valibot';
import type { Idempotency, IdempotencyRecord } from '#shared/ports';
import { EXPIRES_AT, keys } from './keys.ts';
import type { Item, Table } from './table.ts';

const KEPT_SECONDS = 24 * 60 * 60;

const Record = v.object({
  principalId: v.string(),
  route: v.string(),
  key: v.string(),
  bodyHash: v.string(),
  status: v.number(),
  body: v.unknown(),
  keptUntil: v.string(),
});

export function idempotencyItem(record: IdempotencyRecord, now: string): Item {
  const until = Date.parse(now) + KEPT_SECONDS * 1000;
  return { ...record, keptUntil: new Date(until).toISOString(), [EXPIRES_AT]: Math.floor(until / 1000) };
}

/** First answers by idempotency key, kept 24 hours. */
export function idempotencyStore(table: Table): Idempotency {
  return {
    async find(principalId, route, key) {
      const item = await table.get(keys.idempotency(principalId, route, key));
      return item && v.parse(Record, item);
    },
  };
}
