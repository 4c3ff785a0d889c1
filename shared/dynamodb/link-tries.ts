import * as v from 'valibot';
import { MOST_TRIES } from '#shared/domain/decision-link';
import { Refusal } from '#shared/domain/refusal';
import { Stale } from '#shared/ports';
import { type Entity, EXPIRES_AT, keys } from './keys.ts';
import type { Table } from './table.ts';

const Tries = v.object({ tries: v.number() });

/** Kept for longer than the links of a mail can live: a count that went early would begin again. */
const KEPT_SECONDS = 15 * 24 * 60 * 60;
/** As many changes as can meet on one mail: those of ten links and of whoever tries them at once. */
const MOST_ATTEMPTS = 20;

/** The tries of all links of one mail together, in an item of their own: of no link is it sure that it was written. */
export function linkTries(table: Table, now: () => string) {
  async function count(mail: string): Promise<number> {
    const item = await table.get(keys.linkTries(mail));
    return item ? v.parse(Tries, item).tries : 0;
  }

  /** One conditional write: whoever finds the count changed looks again. */
  async function change(mail: string, next: (tries: number) => number): Promise<number> {
    for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
      const before = await count(mail);
      const tries = next(before);
      try {
        await table.update({
          Key: keys.linkTries(mail),
          UpdateExpression: 'SET tries = :tries, entity = :entity, #expiresAt = :expiresAt',
          ConditionExpression: before === 0 ? 'attribute_not_exists(pk) OR tries = :before' : 'tries = :before',
          ExpressionAttributeNames: { '#expiresAt': EXPIRES_AT },
          ExpressionAttributeValues: {
            ':tries': tries,
            ':before': before,
            ':entity': 'link_tries' satisfies Entity,
            ':expiresAt': Math.floor(Date.parse(now()) / 1000) + KEPT_SECONDS,
          },
        });
        return tries;
      } catch (error) {
        if (!(error instanceof Stale)) throw error;
      }
    }
    throw new Refusal('busy');
  }

  return {
    count,
    /** @throws Refusal link_locked | busy */
    add: (mail: string) =>
      change(mail, (tries) => {
        if (tries >= MOST_TRIES) throw new Refusal('link_locked');
        return tries + 1;
      }),
    giveBack: (mail: string) => change(mail, (tries) => Math.max(0, tries - 1)),
  };
}
