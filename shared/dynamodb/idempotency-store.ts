import * as v from 'valibot';
import { type Now, Stale } from '#shared/ports';
import type { Idempotency, IdempotencyRecord } from '#shared/ports/idempotency';
import { type Entity, EXPIRES_AT, keys } from './keys.ts';
import type { Table, Write } from './table.ts';

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

/** Keeps a first answer, unless one is kept already and its day is not over. */
export function idempotencyWrite(tableName: string, record: IdempotencyRecord, now: string): Write {
  const until = Date.parse(now) + KEPT_SECONDS * 1000;
  const kept = { keptUntil: new Date(until).toISOString(), [EXPIRES_AT]: Math.floor(until / 1000) };
  const key = keys.idempotency(record.principalId, record.route, record.key);
  return {
    Put: {
      TableName: tableName,
      Item: { ...record, ...kept, ...key, entity: 'idempotency' satisfies Entity },
      ConditionExpression: 'attribute_not_exists(pk) OR keptUntil <= :now',
      ExpressionAttributeValues: { ':now': now },
    },
  };
}

/** First answers by idempotency key, kept 24 hours; the table may clean them away days later. */
export function idempotencyStore(table: Table, tableName: string, now: Now): Idempotency {
  return {
    async find(principalId, route, key) {
      const item = await table.get(keys.idempotency(principalId, route, key));
      const record = item && v.parse(Record, item);
      return record && now() < record.keptUntil ? record : undefined;
    },
    async remember(record) {
      try {
        await table.write([idempotencyWrite(tableName, record, now())]);
        return true;
      } catch (error) {
        if (error instanceof Stale) return false;
        throw error;
      }
    },
  };
}
