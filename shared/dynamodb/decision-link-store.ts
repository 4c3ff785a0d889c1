import * as v from 'valibot';
import { DecisionLink, MOST_RENEWALS, MOST_TRIES } from '#shared/domain/decision-link';
import { Refusal } from '#shared/domain/refusal';
import { type EventDraft, type NewId, type Now, Stale } from '#shared/ports';
import type { DecisionLinks } from '#shared/ports/decision-links';
import { eventWrite } from './events.ts';
import { keys, prefixes } from './keys.ts';
import { linkTries } from './link-tries.ts';
import { readEnd } from './read-end.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** More than the changes one link can see: its tries, their wrong codes, and its end. */
const MOST_ATTEMPTS = MOST_TRIES * 2 + 2;

/** Decision links in DynamoDB: only hashes, never a link or a code. */
export function decisionLinkStore({ table, tableName, newId, now }: Needs): DecisionLinks {
  const forms = writesFor(tableName);
  const keyOf = (link: DecisionLink) => keys.link(link.activationId, link.hash);
  const shared = linkTries(table, now);
  const find = async (activationId: string, hash: string) => {
    const item = await table.get(keys.link(activationId, hash));
    const link = item && v.parse(DecisionLink, readEnd(item));
    return link?.countedBy === undefined ? link : { ...link, tries: await shared.count(link.countedBy) };
  };
  const change = (link: DecisionLink, changes: Partial<DecisionLink>, draft: EventDraft) =>
    table.write([
      forms.update(keyOf(link), { ...changes, events: link.events + 1 }, { events: link.events, state: link.state }),
      eventWrite(forms, newId, draft, { kind: 'link', id: link.hash }, link.events + 1, now()),
    ]);

  /** Changes that meet on one link all take place: whoever finds it changed looks again and repeats. */
  async function repeatWhileStale<T>(link: DecisionLink, attempt: (current: DecisionLink) => Promise<T>): Promise<T> {
    let current: DecisionLink | undefined = link;
    for (let attempts = 0; attempts < MOST_ATTEMPTS; attempts += 1) {
      if (!current) throw new Refusal('link_not_valid');
      try {
        return await attempt(current);
      } catch (error) {
        if (!(error instanceof Stale)) throw error;
      }
      current = await find(link.activationId, link.hash);
    }
    throw new Refusal('busy');
  }

  const countOwnTry = (link: DecisionLink) =>
    repeatWhileStale(link, async (current) => {
      if (current.tries >= MOST_TRIES) throw new Refusal('link_locked');
      const tries = current.tries + 1;
      await table.write([forms.update(keyOf(link), { tries }, { tries: current.tries })]);
      return tries;
    });

  return {
    find,
    async listFor(activationId) {
      const items = await table.listPartition(keys.activation(activationId).pk, prefixes.link);
      return items.map((item) => v.parse(DecisionLink, readEnd(item)));
    },
    countTry: (link) => (link.countedBy === undefined ? countOwnTry(link) : shared.add(link.countedBy)),
    async uncountTry({ countedBy }) {
      if (countedBy !== undefined) await shared.giveBack(countedBy);
    },
    recordWrongCode: (link, draft) => repeatWhileStale(link, (current) => change(current, {}, draft)),
    async recordAttempt(link, draft, most) {
      const current = await find(link.activationId, link.hash);
      if (!current || current.events >= most) return;
      await change(current, {}, draft).catch((error: unknown) => {
        // Somebody else's attempt was put on record at this very moment: one of them is enough.
        if (!(error instanceof Stale)) throw error;
      });
    },
    requestRenewal: (link, draft) =>
      repeatWhileStale(link, async (current) => {
        if (current.renewals >= MOST_RENEWALS) throw new Refusal('link_renewed_too_often');
        if (current.state !== 'open') throw new Refusal(current.state === 'spent' ? 'link_used' : 'link_replaced');
        await change(current, { state: 'replaced' }, draft);
      }),
  };
}
