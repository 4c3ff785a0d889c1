import * as v from 'valibot';
import { Activation } from '#shared/domain/activation';
import type { Now } from '#shared/ports';
import type { Reviews, UsesOfPerson } from '#shared/ports/reviews';
import { activationReport } from './activation-report.ts';
import { keys, prefixes } from './keys.ts';
import type { Table, Write } from './table.ts';
import type { WriteForms } from './writes.ts';

const Uses = v.object({ changes: v.optional(v.number(), 0) });
const Pointer = v.object({ activationId: v.string() });
/** As many as the history has to tell of: with these the next use is refused. */
const MOST_OF_HISTORY = 2;

/** Break-glass uses that await review: pointers by account find them, the activations themselves tell. */
export function reviewStore(table: Table, now: Now): Reviews {
  const pointedAt = async (accountId: string) => {
    const items = await table.listPartition(keys.awaitedReview(accountId, '').pk, prefixes.awaitedReview);
    return items.map((item) => v.parse(Pointer, item).activationId);
  };
  const ofHistory = async (requesterId: string) => {
    const span = { limit: MOST_OF_HISTORY, after: undefined, now: now() };
    return (await activationReport(table, { requesterId, review: 'awaiting' }, span)).items.map(({ id }) => id);
  };
  return {
    async findUses(person, accountIds) {
      // Before the uses: one that comes in between is not overlooked, because the transaction demands this number.
      const { changes: counted } = v.parse(Uses, (await table.get(keys.breakGlassUses(person))) ?? {});
      const sources = counted === 0 ? [pointedAt, ofHistory] : [pointedAt];
      const lists = await Promise.all(accountIds.flatMap((id) => sources.map((idsOf) => idsOf(id))));
      const found = await table.getSeveral([...new Set(lists.flat())].map((id) => keys.activation(id)));
      const uses = found.map((item) => v.parse(Activation, item));
      return { person, counted, awaited: uses.filter(({ breakGlass }) => breakGlass?.review === 'awaiting') };
    },
  };
}

/**
 * Counts a use, and points at it; the first time also at those that were found by the history, which is not looked at again.
 * Two uses at once are in conflict, by whichever accounts of the person: the second is judged with the first.
 */
export function useWrites(forms: WriteForms, use: Activation, { person, counted, awaited }: UsesOfPerson): Write[] {
  const pointed = counted === 0 ? [use, ...awaited] : [use];
  return [
    forms.count(keys.breakGlassUses(person), 'break_glass_uses', counted),
    ...pointed.map(({ id, requester }) =>
      forms.put(keys.awaitedReview(requester.id, id), 'awaited_review', { activationId: id }),
    ),
  ];
}

/** A use that is signed off is pointed at no more. */
export function signOffWrites(forms: WriteForms, next: Activation, expecting: Activation): Write[] {
  const isSignedOff = expecting.breakGlass?.review === 'awaiting' && next.breakGlass?.review === 'signed';
  return isSignedOff ? [forms.remove(keys.awaitedReview(next.requester.id, next.id))] : [];
}
