import { plusMinutes } from '#shared/domain/instant';
import type { RightEnding } from '#shared/domain/right-ending';
import { indexKeys, keys } from './keys.ts';
import type { Item, Write } from './table.ts';
import type { WriteForms } from './writes.ts';

/** The ending of a right as it is stored: dispatch is woken by it, and the sweeper finds it by its due time. */
export function endingItem(ending: RightEnding, dueAt: string): Item {
  return { ...ending, ...indexKeys.due(ending.id, dueAt) };
}

/** The sweeper comes a minute after dispatch, so that whoever comes second finds it done. */
const GRACE_MINUTES = 1;

/** Written with the change that takes the right away, so that what runs under it cannot be forgotten. */
export function newEndingWrite(forms: WriteForms, ending: RightEnding): Write {
  return forms.putNew(keys.ending(ending.id), 'ending', endingItem(ending, plusMinutes(ending.at, GRACE_MINUTES)));
}
