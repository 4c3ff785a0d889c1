import * as v from 'valibot';
import { DecisionLink, MOST_RENEWALS, MOST_TRIES } from '#shared/domain/decision-link';
import { Refusal } from '#shared/domain/refusal';
import { type DecisionLinks, type EventDraft, type NewId, type Now, Stale } from '#shared/ports';
import { eventWrite } from './events.ts';
import { keys, prefixes } from './keys.ts';
import type { Table } from './table.ts';
import { writesFor } from './writes.ts';

interface Needs {
  readonly table: Table;
  readonly tableName: string;
  readonly newId: NewId;
  readonly now: Now;
}

/** Decision links in DynamoDB: only hashes, never a link or a code. */
export function decisionLinkStore({ table, tableName, newId, now }: Needs): DecisionLinks {
  const forms = writesFor(tableName);
  const keyOf = (link: DecisionLink) => keys.link(link.activationId, link.hash);
  const find = async (activationId: string, hash: string) => {
    const item = await table.get(keys.link(activationId, hash));
    return item && v.parse(DecisionLink, item);
  };
  const change = (link: DecisionLink, changes: Partial<DecisionLink>, draft: EventDraft) =>
    table.write([
      forms.update(keyOf(link), { ...changes, events: link.events + 1 }, { events: link.events }),
      eventWrite(forms, newId, draft, { kind: 'link', id: link.hash }, link.events + 1, now()),
    ]);

  return {
    find,
    async listFor(activationId) {
      const items = await table.listPartition(keys.activation(activationId).pk, prefixes.link);
      return items.map((item) => v.parse(DecisionLink, item));
    },
    /** Tries in parallel each count: whoever finds the number changed counts again from the new one. */
    async countTry(link) {
      for (let current: DecisionLink | undefined = link; current; current = await find(link.activationId, link.hash)) {
        if (current.tries >= MOST_TRIES) throw new Refusal('link_locked');
        const tries = current.tries + 1;
        const counted = await table.write([forms.update(keyOf(link), { tries }, { tries: current.tries })]).then(
          () => true,
          (error) => {
            if (error instanceof Stale) return false;
            throw error;
          },
        );
        if (counted) return tries;
      }
      throw new Refusal('link_not_valid');
    },
    recordWrongCode: (link, draft) => change(link, {}, draft),
    async requestRenewal(link, draft) {
      if (link.renewals >= MOST_RENEWALS) throw new Refusal('link_renewed_too_often');
      await change(link, { state: 'replaced' }, draft);
    },
  };
}
