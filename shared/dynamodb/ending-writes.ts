import { plusMinutes } from '#shared/domain/instant';
import type { RightEnding } from '#shared/domain/right-ending';
import { indexKeys } from './index-keys.ts';
import { keys } from './keys.ts';
import type { Item, Write } from './table.ts';
import type { WriteForms } from './writes.ts';

/** The sweeper comes a minute after dispatch, so that whoever comes second finds it done. */
const GRACE_MINUTES = 1;

/**
 * The ending of a right as it is stored: dispatch is woken by it, and the sweeper finds it by its due time.
 *
 * @param now ISO 8601 UTC
 */
export function endingItem(ending: RightEnding, now: string): Item {
  const { id, at, restsUntil = plusMinutes(now, GRACE_MINUTES), failedPasses = 0 } = ending;
  if (failedPasses === 0) return { ...ending, ...indexKeys.due(id, restsUntil) };
  return { ...ending, ...indexKeys.putOff(id, restsUntil, plusMinutes(at, GRACE_MINUTES), failedPasses) };
}

/** Written with the change that takes the right away, so that what runs under it cannot be forgotten. */
export function newEndingWrite(forms: WriteForms, ending: RightEnding): Write {
  return forms.putNew(keys.ending(ending.id), 'ending', endingItem(ending, ending.at));
}
